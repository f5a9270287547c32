"""Saying no: one table of refusals, each with a code, a sentence in Chinese and English, and what to do next.

The code is stable and never translated. `status` is the HTTP status a server answers with;
every command exits with 1. Parameters named in braces are filled in by the place that refuses;
they never carry a secret or a full ID number.
"""

from typing import NamedTuple


class Sentence(NamedTuple):
    """`status` HTTP status; `zh`, `en` the sentence; `next_zh`, `next_en` what to do now."""

    status: int
    zh: str
    en: str
    next_zh: str
    next_en: str


class Refusal(Exception):
    """A plain no, raised wherever bad input meets a rule. `code` is a key of `REFUSALS`."""

    def __init__(self, code: str, /, **params: object) -> None:
        sentence = REFUSALS[code]  # an unknown code is our own mistake: KeyError
        self.code, self.params, self.status = code, params, sentence.status
        super().__init__(f"{code}: {self.text('zh')} / {self.text('en')}")

    def text(self, language: str = "zh") -> str:
        """The sentence and the next step in "zh" or "en"."""
        s = REFUSALS[self.code]
        said, then = (s.zh, s.next_zh) if language == "zh" else (s.en, s.next_en)
        return f"{said}{'' if language == 'zh' else ' '}{then}".format(**self.params)


# One family a block, in the order a case meets them. tests/tidy checks that docs/operating.md names each.
REFUSALS: dict[str, Sentence] = {
    # catalogue, entrustment, photographs, badges
    "DIVISION_ROW": Sentence(
        400,
        "区划表第{row}行不正确（{division}）：{reason_zh}。",
        "Row {row} of the divisions ({division}) is wrong: {reason_en}.",
        "请按统计用区划代码改正该行后重新导入，本次一行也没有导入。",
        "Correct that row and import again; nothing was imported this time.",
    ),
    "DIVISION_UNKNOWN": Sentence(
        404,
        "本县区划中没有代码{division}。",
        "There is no division {division} in this county.",
        "请核对12位代码，或请县里更新区划。",
        "Check the 12 digits, or ask the county to update its divisions.",
    ),
    "CATALOGUE_ROW": Sentence(
        400,
        "事项目录第{row}行（{matter}）不能导入：{reason_zh}。",
        "Row {row} of the catalogue ({matter}) cannot be imported: {reason_en}.",
        "请在表中改正后重新导入，本次一行也没有导入。",
        "Correct the sheet and import it again; nothing was imported this time.",
    ),
    "CERTIFICATE_BANNED": Sentence(
        400,
        "事项目录第{row}行（{matter}）要求村委会出具“{certificate}”，属于村级组织不得出具的证明（民发〔2020〕20号）。",
        "Row {row} of the catalogue ({matter}) asks a village committee for “{certificate}”, "
        "one of the certificates a village must not issue (Minfa [2020] No. 20).",
        "请删去该材料，改由部门核验或本人书面承诺。",
        "Remove the material: let the department verify the fact, or take a written promise.",
    ),
    "MATTER_UNKNOWN": Sentence(
        404,
        "现行事项目录中没有事项{matter}。",
        "The catalogue in force has no matter {matter}.",
        "请在事项列表中重新选择，或先同步目录。",
        "Choose again from the list of matters, or sync the catalogue first.",
    ),
    "CATALOGUE_DOCUMENT": Sentence(
        400,
        "事项目录文件不能使用：{reason_zh}。",
        "The catalogue document cannot be used: {reason_en}.",
        "继续使用原有目录；请县里重新下发。",
        "The catalogue held before stays in force; ask the county to send it again.",
    ),
    "ENTRUSTMENT_MALFORMED": Sentence(
        400,
        "委托内容不能读取，位置：{where}。",
        "The entrustment cannot be read at {where}: {why}.",
        "请改正该处后重新提交，什么也没有登记。",
        "Correct that place and submit again; nothing was recorded.",
    ),
    "ENTRUSTMENT_TOO_LARGE": Sentence(
        413,
        "委托内容有{size_bytes}字节，超过上限{limit_bytes}字节。",
        "The entrustment is {size_bytes} bytes, over the limit of {limit_bytes}.",
        "请缩短说明；照片应作为附件，不要写进委托内容。",
        "Shorten the text; photographs go as attachments, not into the entrustment itself.",
    ),
    "NAME_NOT_ALLOWED": Sentence(
        400,
        "“{field}”中有不能用于姓名的字符（{character}）。",
        "“{field}” holds a character that no name has ({character}).",
        "请按证件上的写法重新输入，不加表情、数字或控制符。",
        "Enter it as on the identity card, without emoji, digits or control characters.",
    ),
    "TEXT_NOT_ALLOWED": Sentence(
        400,
        "“{field}”中有不能保存的控制字符（{character}）。",
        "“{field}” holds a control character ({character}).",
        "请删去后重新输入。",
        "Remove it and enter the text again.",
    ),
    "TEXT_MISSING": Sentence(
        400,
        "“{field}”还没有填写。",
        "“{field}” has not been filled in.",
        "请填写后再提交。",
        "Fill it in and submit again.",
    ),
    "TEXT_TOO_LONG": Sentence(
        400,
        "“{field}”有{chars}字，超过上限{limit_chars}字。",
        "“{field}” is {chars} characters long; the limit is {limit_chars}.",
        "请缩短后再提交。",
        "Shorten it and submit again.",
    ),
    "PHONE_NOT_VALID": Sentence(
        400,
        "联系电话不正确：应为11位手机号，或带区号的固定电话。",
        "The telephone number is not valid: 11 digits, or a landline with its area code.",
        "请核对后重新输入。",
        "Check it and enter it again.",
    ),
    "MATERIAL_MISSING": Sentence(
        400,
        "还缺以下必要材料（一次性告知）：{materials}。",
        "These required materials are still missing (told once and completely): {materials}.",
        "请补齐后一并提交，其他材料已经符合要求。",
        "Bring them all together; nothing else is lacking.",
    ),
    "MATERIAL_UNKNOWN": Sentence(
        400,
        "事项{matter}没有第{number}号材料，或同一材料写了两次。",
        "Matter {matter} has no material number {number}, or it is named twice.",
        "请按办事指南的材料编号填写；与事项无关的材料不要提交。",
        "Use the numbers of the matter's guide; hand in nothing the matter does not ask for.",
    ),
    "MATERIAL_NOT_SHARED": Sentence(
        400,
        "材料“{material}”不能由系统核验，需要原件或复印件。",
        "The material “{material}” cannot be verified by the system: an original or a copy is needed.",
        "请改为“原件”或“复印件”。",
        "Mark it as an original or a copy.",
    ),
    "ATTACHMENT_MISSING": Sentence(
        400,
        "委托中写了附件{name}，但没有收到这个文件。",
        "The entrustment names the attachment {name}, but that file was not given.",
        "请附上该文件，或从委托中删去。",
        "Attach the file, or remove its name.",
    ),
    "ATTACHMENT_UNNAMED": Sentence(
        400,
        "附件{name}不属于委托中的任何材料，或被写了两次。",
        "The attachment {name} belongs to no material of the entrustment, or to two.",
        "请在对应材料下写明附件名。",
        "Name it under the one material it shows.",
    ),
    "AGENT_NOT_ALLOWED": Sentence(
        409,
        "事项{matter}不能代办：{rule}。",
        "Matter {matter} cannot be entrusted to an agent: {rule}.",
        "请本人到{place}办理，代办员可以帮助预约和查看材料清单。",
        "The person goes to {place_en} in person; the agent can help to book and to read the list of materials.",
    ),
    "MANDATE_MISSING": Sentence(
        400,
        "还没有委托书。",
        "There is no mandate.",
        "请填写委托书并由委托人签名。",
        "Fill in the mandate and have the principal sign it.",
    ),
    "MANDATE_SCOPE": Sentence(
        400,
        "委托书的权限不正确：{reason_zh}。",
        "The mandate's powers are not right: {reason_en}.",
        "请逐项勾选：提交材料、补正、领取结果、代缴法定费用；不得写“全权”。",
        "Tick each power singly: submit, correct, collect, pay statutory fees; never “full powers”.",
    ),
    "MANDATE_PERIOD": Sentence(
        400,
        "委托书的期限不正确：应为“结果送达为止”，或今天起六个月以内的日期。",
        "The mandate's end is not right: until the result is delivered, or a date within six months from today.",
        "请改正期限。",
        "Correct the end.",
    ),
    "CONSENT_MISSING": Sentence(
        400,
        "委托人还没有单独同意：{consents}。",
        "The principal has not yet consented separately to: {consents}.",
        "请向委托人读出告知内容，由本人逐项决定；不同意的，可以到窗口自行办理。",
        "Read the notice aloud and let the person decide each; who declines can apply at the window in person.",
    ),
    "NOTICE_UNKNOWN": Sentence(
        409,
        "个人信息告知书没有第{version}版。",
        "There is no version {version} of the privacy notice.",
        "请先同步目录，再向委托人读出现行版本。",
        "Sync the catalogue, then read the version in force to the principal.",
    ),
    "GUARDIAN_NEEDED": Sentence(
        409,
        "委托人未满十四周岁，须由监护人办理并单独同意。",
        "The principal is under fourteen: a guardian must act and consent.",
        "请监护人到场，填写监护人信息。",
        "Ask the guardian to come, and fill in who that is.",
    ),
    "SIGNATURE_MISSING": Sentence(
        400,
        "还没有委托人签名；不能签名的，须有一名代书人和两名见证人。",
        "The principal has not signed; who cannot sign needs a helper and two witnesses.",
        "请签名，或填写代书人和两名见证人。",
        "Sign, or fill in a helper and two witnesses.",
    ),
    "SIGNATURE_NOT_VALID": Sentence(
        400,
        "签名数据不正确：{reason_zh}。",
        "The drawn signature is not right: {reason_en}.",
        "请重新签名。",
        "Sign again.",
    ),
    "PHOTO_TOO_LARGE": Sentence(
        413,
        "照片{name}有{size_bytes}字节，超过上限{limit_bytes}字节。",
        "The photograph {name} is {size_bytes} bytes, over the limit of {limit_bytes}.",
        "请重新拍照，不要使用扫描原图或视频。",
        "Take it again with the camera; no raw scans or films.",
    ),
    "PHOTO_TOO_MANY_PIXELS": Sentence(
        413,
        "照片{name}的尺寸超过{limit_pixels}像素。",
        "The photograph {name} has more than {limit_pixels} pixels.",
        "请调低相机分辨率后重新拍照。",
        "Lower the camera's resolution and take it again.",
    ),
    "NOT_A_PHOTO": Sentence(
        415,
        "文件{name}不是照片，或已经损坏。",
        "The file {name} is not a photograph, or it is damaged.",
        "请重新拍照（JPEG、PNG或WebP）。",
        "Take the photograph again (JPEG, PNG or WebP).",
    ),
    "BADGE_UNREADABLE": Sentence(
        400,
        "工作证上的二维码不能识别。",
        "The code on the staff card cannot be read.",
        "请擦净并对准镜头；仍不行的，请县里补发工作证。",
        "Wipe it and hold it straight; if it still fails ask the county for a new card.",
    ),
    "STAFF_NUMBER_NOT_VALID": Sentence(
        400,
        "工号不正确：应为1至16位字母、数字、点、横线或下划线，以字母或数字开头。",
        "The staff number is not valid: 1 to 16 letters, digits, dots, dashes or underscores, "
        "beginning with a letter or digit.",
        "请核对工号。",
        "Check the staff number.",
    ),
    "RECEIPT_UNREADABLE": Sentence(
        400,
        "回执上的二维码不能识别。",
        "The code on the receipt cannot be read.",
        "请抚平回执再试，或输入办件编号和查询码。",
        "Flatten the slip and try again, or type the case number and query code.",
    ),
    "RECEIPT_TOO_LONG": Sentence(
        413,
        "回执内容有{size_bytes}字节，一个二维码放不下（上限{limit_bytes}字节）。",
        "The receipt is {size_bytes} bytes: one code holds {limit_bytes}.",
        "请打印文字回执并告知管理员。",
        "Print the receipt as text and tell the administrator.",
    ),
    # carriage
    "NOT_AN_ENROLMENT": Sentence(
        400,
        "这不是本系统的入网文件，或文件已被改动。",
        "This is not an enrolment file, or it was changed.",
        "请县里重新生成入网文件。",
        "Ask the county for a new enrolment file.",
    ),
    "BATCH_UNREADABLE": Sentence(
        400,
        "收到的内容不是批次，一个字节也没有接收。",
        "What came is not a batch; nothing was taken.",
        "请核对网址或存储盘后重试，原件仍在发送方。",
        "Check the address or the stick and try again; the sender still holds everything.",
    ),
    "BATCH_TOO_LARGE": Sentence(
        413,
        "批次超过上限{limit_bytes}字节，没有接收。",
        "The batch is over the limit of {limit_bytes} bytes and was not taken.",
        "请分成较小的批次发送。",
        "Send it in smaller batches.",
    ),
    "ASK_UNREADABLE": Sentence(
        400,
        "询问内容不能读取或签名不符。",
        "The ask cannot be read or its signature does not hold.",
        "请重新同步；如一再出现，请联系县管理员。",
        "Sync again; if it comes back, tell the county administrator.",
    ),
    "NODE_UNKNOWN": Sentence(
        403,
        "对方不是本县已入网的节点，或不归这里管辖。",
        "That node is not enrolled in this county, or not under this prefix.",
        "请核对入网文件；首次同步时先发送批次，再询问。",
        "Check the enrolment; on a first sync send a batch before asking.",
    ),
    # kiosk: folder, staff, deeds, roads
    "FOLDER_IN_USE": Sentence(
        409,
        "另一个程序正在使用这个文件夹。",
        "Another program is using this folder.",
        "请先关闭它，再试一次。",
        "Close that one and try again.",
    ),
    "FOLDER_NOT_EMPTY": Sentence(
        409,
        "这个文件夹里已经有一个节点。",
        "There is a node in this folder already.",
        "请换一个空文件夹。",
        "Choose an empty folder.",
    ),
    "NOT_A_KIOSK": Sentence(
        404,
        "这个文件夹里没有入网的站点。",
        "There is no enrolled station in this folder.",
        "请核对文件夹，或先用入网文件初始化。",
        "Check the folder, or run init with an enrolment file first.",
    ),
    "FILE_UNREADABLE": Sentence(
        400,
        "文件{name}读不出来，或超过{limit_bytes}字节。",
        "The file {name} cannot be read, or is over {limit_bytes} bytes.",
        "请核对文件名后重试。",
        "Check the name and try again.",
    ),
    "FILE_UNWRITABLE": Sentence(
        400,
        "文件{name}写不进去。",
        "The file {name} cannot be written.",
        "请核对文件夹和权限后重试，其他内容已经保存。",
        "Check the folder and its permissions; everything else is saved.",
    ),
    "DISK_FULL": Sentence(
        507,
        "磁盘空间不足或不能写入，这次什么也没有登记。",
        "The disk is full or cannot be written; nothing was recorded this time.",
        "请联系管理员清理空间，再提交一次。",
        "Ask the administrator to make room, then submit again.",
    ),
    "SETTINGS_WRONG": Sentence(
        400,
        "设置文件不正确：{why}。",
        "The settings file is wrong: {why}.",
        "请改正后重试。",
        "Correct it and try again.",
    ),
    "STATION_HAS_NO_STAFF": Sentence(
        409,
        "本站还没有工作人员，密钥还没有上锁。",
        "This station has no staff yet, so its key is not locked up.",
        "请先登记第一位工作人员。",
        "Add the first staff member before anything else.",
    ),
    "STAFF_ALREADY_HERE": Sentence(
        409,
        "工号{staff}已经登记在本站。",
        "Staff number {staff} is registered at this station already.",
        "如需换工作证，请先移除再登记。",
        "To replace a card, remove the person and add them again.",
    ),
    "STAFF_NOT_HERE": Sentence(
        404,
        "本站没有工号{staff}。",
        "This station has no staff number {staff}.",
        "请核对工号。",
        "Check the number.",
    ),
    "LAST_STAFF_MEMBER": Sentence(
        409,
        "这是本站最后一位工作人员，移除后谁也打不开资料。",
        "This is the station's last staff member; nobody could open its records any more.",
        "请先登记接替的人。",
        "Add the successor first.",
    ),
    "PIN_NOT_VALID": Sentence(
        400,
        "PIN应为{low}至{high}位数字，且不能全部相同。",
        "A PIN has {low} to {high} digits, not all the same.",
        "请另选一个PIN。",
        "Choose another one.",
    ),
    "UNLOCK_REFUSED": Sentence(
        401,
        "工作证、PIN或口令不对。",
        "The staff card, PIN or passphrase is not right.",
        "请核对后再试；连续五次不对要等待。",
        "Check and try again; after five wrong tries there is a wait.",
    ),
    "UNLOCK_WAIT": Sentence(
        429,
        "输错次数过多，请等待{wait_s}秒。",
        "Too many wrong tries: wait {wait_s} seconds.",
        "等待期间可以由其他工作人员登录。",
        "Another staff member can sign in meanwhile.",
    ),
    "UNLOCK_NEEDED": Sentence(
        401,
        "办理这一步须先刷工作证。",
        "This deed needs a staff card.",
        "请刷工作证并输入PIN，或使用口令。",
        "Show the card and enter the PIN, or use the passphrase.",
    ),
    "QUERY_CODE_WRONG": Sentence(
        403,
        "办件编号和查询码不相符。",
        "The case number and query code do not belong together.",
        "请核对回执；五次不对，该办件锁定一小时。",
        "Check the receipt; after five wrong tries that case is locked for an hour.",
    ),
    "QUERY_CODE_LOCKED": Sentence(
        429,
        "该办件的查询因输错五次已锁定，还要等{wait_s}秒。",
        "Looking up that case is locked after five wrong tries, for another {wait_s} seconds.",
        "请稍后再试，或请代办员查询。",
        "Try later, or ask the agent.",
    ),
    "CASE_NOT_HERE": Sentence(
        404,
        "本站没有办件{case}。",
        "This station does not hold case {case}.",
        "请核对编号；外站登记的办件请到登记的站点或县平台查询。",
        "Check the number; ask the station that recorded it, or the county's page.",
    ),
    "CAPTIVE_PORTAL": Sentence(
        502,
        "对方回答的不是签收，可能是上网登录页或别的网站；没有任何内容算作送达。",
        "What answered gave no acknowledgement: perhaps a login page or another site. Nothing counts as delivered.",
        "请登录网络或核对网址后再同步。",
        "Log in to the network or check the address, then sync again.",
    ),
    "PEER_NOT_TRUSTED": Sentence(
        502,
        "对方的密钥不是本县的县服务器或本乡镇中转的密钥，没有发送任何内容。",
        "The other side's key is not that of this county or this township's relay; nothing was sent.",
        "请核对网址；如刚换过证书，请县里重发入网文件。",
        "Check the address; if the certificate was just replaced ask the county for a new enrolment file.",
    ),
    "ROAD_CLOSED": Sentence(
        503,
        "{url}连不上。",
        "{url} cannot be reached.",
        "资料都在本机，网络恢复后会再发。",
        "Everything is kept here and goes when the line is back.",
    ),
    "PEER_REFUSED": Sentence(
        502,
        "对方拒绝了（{peer_code}）。",
        "The other side refused ({peer_code}).",
        "请按提示处理后再同步。",
        "Do what it says, then sync again.",
    ),
    "ADDRESS_NOT_ALLOWED": Sentence(
        400,
        "网址{url}不能使用：须为https://，只有本机可用http://。",
        "The address {url} cannot be used: https:// only, http:// on this machine alone.",
        "请改正网址。",
        "Correct the address.",
    ),
    "NO_ROAD_OPEN": Sentence(
        503,
        "没有一条路走得通：{why}。",
        "No road is open: {why}.",
        "资料都在本机；可稍后再同步，或用存储盘带走。",
        "Everything is kept here; sync later, or carry it on a stick.",
    ),
    "JOURNAL_DAMAGED": Sentence(
        500,
        "本机日志核验不通过：{count}处。",
        "This station's journal does not verify: {count} places.",
        "请停止使用并联系县管理员，不要删除任何文件。",
        "Stop using it and call the county administrator; delete nothing.",
    ),
    # casework: events and states
    "BAD_FACTS": Sentence(
        400, "事件（种类{kind}）的编码字段{field}不正确：{why}。", "An event of kind {kind} has a bad fact {field}: {why}.",
        "请升级软件；如一再出现，请联系县管理员。", "Update the software; if it comes back, tell the county administrator.",
    ),
    "KIND_UNKNOWN": Sentence(
        400, "本软件还不认识这种事件。", "This software does not know this kind of event yet.",
        "事件已保留并照常转送；请升级软件。", "It is kept and passed on; update the software.",
    ),
    "OTHER_CASE": Sentence(
        400, "事件不属于这个办件。", "The event belongs to another case.", "请核对办件编号。", "Check the case number.",
    ),
    "OPERATION_REPEATED": Sentence(
        409, "同一次操作已经生效。", "The same operation has already taken effect.",
        "不用重做。", "Nothing needs to be done again.",
    ),
    "NO_SUCH_CASE": Sentence(
        404, "还没有这个办件。", "There is no such case yet.", "请核对办件编号，或先登记委托。",
        "Check the case number, or entrust first.",
    ),
    "ALREADY_ENTRUSTED": Sentence(
        409, "这个办件已经登记过委托。", "This case has been entrusted already.", "请打开原办件继续办理。",
        "Open the case and go on with it.",
    ),
    "NOT_PENDING": Sentence(
        409, "办件现在是“{state}”，不是委托待签。", "The case is {state_en}, not pending a signature.",
        "请查看办件进展。", "Look at the case's progress.",
    ),
    "NOT_AT_INTAKE": Sentence(
        409, "办件现在是“{state}”，不在收件环节，不能这样办。", "The case is {state_en}, no longer at intake.",
        "请查看办件进展和现在可用的操作。", "Look at the progress and at what can be done now.",
    ),
    "NOT_FORWARDED": Sentence(
        409, "办件现在是“{state}”，没有上报，不能退回。", "The case is {state_en}: it was not forwarded.",
        "请查看办件进展。", "Look at the case's progress.",
    ),
    "NOT_IN_CORRECTION": Sentence(
        409, "办件现在是“{state}”，不在补正中。", "The case is {state_en}, not in correction.",
        "请查看办件进展。", "Look at the case's progress.",
    ),
    "NOT_ACCEPTED": Sentence(
        409, "办件现在是“{state}”，不能开始办理或转报。", "The case is {state_en}: handling or passing up has no place here.",
        "请先受理，或查看办件进展。", "Accept it first, or look at the progress.",
    ),
    "NOT_IN_HANDLING": Sentence(
        409, "办件现在是“{state}”，不在办理环节。", "The case is {state_en}, not in handling.",
        "请先开始办理或恢复办理。", "Start or resume handling first.",
    ),
    "NOT_SUSPENDED": Sentence(
        409, "办件现在是“{state}”，没有挂起。", "The case is {state_en}, not suspended.", "不用恢复。", "Nothing to resume.",
    ),
    "NOT_IN_JOINT_REVIEW": Sentence(
        409, "办件现在是“{state}”，不在联审。", "The case is {state_en}, not in joint review.",
        "请先发起联审。", "Open the joint review first.",
    ),
    "NOT_CONCLUDED": Sentence(
        409, "办件现在是“{state}”，还没有办结。", "The case is {state_en}, not concluded.",
        "请在办结后再试。", "Try again once it is concluded.",
    ),
    "NOT_AWAITING_DELIVERY": Sentence(
        409, "办件现在是“{state}”，没有待送达的结果。", "The case is {state_en}: there is no result to deliver.",
        "请先发出结果。", "Send the result first.",
    ),
    "NOT_DELIVERED": Sentence(
        409, "办件现在是“{state}”，还没有送达。", "The case is {state_en}, not delivered.",
        "请先送达并由委托人签收。", "Deliver it first, signed for by the principal.",
    ),
    "ALREADY_ENDED": Sentence(
        409, "办件现在是“{state}”，已经结束，不能撤回或作废。", "The case is {state_en}: it has ended.",
        "如有异议，请投诉或另行申请。", "To object, complain or apply anew.",
    ),
    "WRONG_LEVEL": Sentence(
        403, "这一步不由{level}级办理；办件现由{handler}级经办。",
        "This is not for the {level_en} level to do; the {handler_en} level has the case.",
        "请转给经办的一级。", "Leave it to the level that has it.",
    ),
    "AUTHOR_MISSING": Sentence(
        403, "这一步要由登记在册的工作人员办理。", "This must be done by a member of staff.",
        "请工作人员登录后再办。", "Let a member of staff sign in.",
    ),
    "SYSTEM_ONLY": Sentence(
        403, "这一步只能由系统自动办理。", "Only the system itself does this.", "不用人工办理。", "Nobody needs to do it by hand.",
    ),
    "ACCEPT_TIER_BELOW": Sentence(
        409, "这个事项由下级受理，{level}级不能代为补正。", "A lower level accepts this matter: the {level_en} cannot resubmit it.",
        "请由原站点补正。", "Let the station that took it in resubmit it.",
    ),
    "REACHED_ALREADY": Sentence(
        409, "收到时间已经记录。", "Its arrival is recorded already.", "不用重做。", "Nothing needs to be done again.",
    ),
    "NOT_WITH_ACCEPT_TIER": Sentence(
        409, "有受理权的一级还没有收到，受理时限没有开始。", "The level that may accept it has not received it: no limit runs.",
        "请先上报。", "Forward it first.",
    ),
    "ACCEPTED_HERE": Sentence(
        409, "这个事项由{level}级受理，不用上报。", "The {level_en} level itself accepts this matter: it is not forwarded.",
        "请直接受理、补正或不予受理。", "Accept it, ask for a correction or decline it.",
    ),
    "OLD_GAP": Sentence(
        409, "第一次补正时就有的问题，不能再次要求补正（应当一次告知）。",
        "A gap that existed at the first correction may not be asked for again: everything is told at once.",
        "请受理或不予受理；确有必要的，由主管批准并记录。", "Accept or decline; a supervisor may override, which is recorded.",
    ),
    "NO_DEEMING": Sentence(
        409, "这个事项不适用逾期视为受理。", "Silence does not accept this matter.", "请受理、补正或不予受理。",
        "Accept it, ask for a correction or decline it.",
    ),
    "NOT_REACHED": Sentence(
        409, "收到时间还没有记录，不能视为受理。", "Its arrival is not recorded, so nothing is deemed accepted.",
        "请等待县级记录收到时间。", "Wait for the county to record the arrival.",
    ),
    "DEEMED_DATE": Sentence(
        409, "视为受理的日期应当是收到之日。", "A deemed acceptance dates from the day of receipt.",
        "请按收到之日重新生成。", "Make it again with that day.",
    ),
    "PASS_UP_FIRST": Sentence(
        409, "办件还在{handler}级，{level}级不能开始办理。", "The {handler_en} level has the case: the {level_en} cannot start.",
        "请{handler}级先转报。", "Let the {handler_en} level pass it up first.",
    ),
    "DECIDED_HERE": Sentence(
        409, "这个事项不由更高一级决定，不用转报。", "No higher level decides this matter: it is not passed up.",
        "请直接办理。", "Handle it here.",
    ),
    "PASSED_TO_WRONG_TIER": Sentence(
        409, "只能转报给有决定权的一级。", "It can only be passed to the level that decides.",
        "请转报给事项目录写明的决定层级。", "Pass it to the deciding level named in the catalogue.",
    ),
    "DECIDED_ABOVE": Sentence(
        409, "这个事项由上级决定，转报后不能在{level}级办结。", "A higher level decides: the {level_en} cannot conclude it.",
        "请等待上级办理。", "Wait for that level.",
    ),
    "RESULT_NOT_HERE": Sentence(
        400, "在“{state}”不能用这个办结结果。", "That result has no place where a case is {state_en}.",
        "在办：准予、不予、退回；已转报：转报办结。", "In handling: granted, refused, returned; passed up: passed-on.",
    ),
    "EXTENDED_ALREADY": Sentence(
        409, "办件已经延期一次，不能再延。", "The case has been extended once already.",
        "请在时限内办结。", "Conclude it within the limit.",
    ),
    "NOT_FOLLOWED_UP": Sentence(
        409, "还没有回访，不能归档。", "It has not been followed up and is not archived.", "请先回访。", "Follow up first.",
    ),
    # casework: commands
    "COMMAND_UNKNOWN": Sentence(
        400, "没有“{command}”这个命令。", "There is no command {command}.", "可用命令：{commands}。", "Commands: {commands}.",
    ),
    "FIELD_UNKNOWN": Sentence(
        400, "命令{command}没有“{field}”这一项。", "Command {command} has no field {field}.",
        "请核对名称。", "Check its name.",
    ),
    "FIELD_MISSING": Sentence(
        400, "命令{command}还缺“{field}”。", "Command {command} needs {field}.", "请填写后再试。", "Fill it in and try again.",
    ),
    "FIELD_NOT_VALID": Sentence(
        400, "命令{command}的“{field}”不正确：{why}。", "Field {field} of command {command} is not valid: {why}.",
        "请改正后再试。", "Correct it and try again.",
    ),
    "POWER_MISSING": Sentence(
        403, "您没有办理“{command}”所需的权限（{power}）。", "You lack the power that {command} needs ({power}).",
        "请由有权限的人办理。", "Ask somebody who has it.",
    ),
    "MATTER_TERMS_MISSING": Sentence(
        409, "目录里没有事项{matter}的受理条件和时限。", "The catalogue holds no terms of matter {matter}.",
        "请同步目录后再试。", "Bring the catalogue up to date and try again.",
    ),
    "MATTER_OF_THE_VILLAGE": Sentence(
        409, "事项{matter}由村级办理，乡镇站点不收件。", "Matter {matter} is decided by the village: the township takes none in.",
        "请到所在村便民服务站办理，或请工作人员联系该站。", "Go to the village's own station, or let staff call it.",
    ),
    "GAP_UNKNOWN": Sentence(
        400, "补正代码{gap}不正确：事项{matter}有{count}项材料。", "Gap code {gap} is not valid: {matter} has {count} materials.",
        "代码为材料序号乘100加原因（1缺少 2无法辨认 3过期 4不符 5不完整 9其他）。",
        "A code is material number x 100 + reason (1 missing, 2 unreadable, 3 expired, 4 wrong, 5 partial, 9 other).",
    ),
    # casework: numbers
    "CASE_NUMBER_SHAPE": Sentence(
        400, "办件编号应为27位数字。", "A case number has 27 digits.", "请照回执重新输入。", "Type it again from the receipt.",
    ),
    "CASE_NUMBER_CHECK_DIGIT": Sentence(
        400, "办件编号校验不符，可能输错了数字。", "The case number's check digit is wrong: a digit may be mistyped.",
        "请照回执重新输入，或扫描回执二维码。", "Type it again from the receipt, or scan the code on it.",
    ),
    "CASE_NUMBER_PARTS": Sentence(
        400, "办件编号的站点{station}、终端{terminal}、序号{sequence}或日期不正确。",
        "The case number's station {station}, terminal {terminal}, sequence {sequence} or date is not valid.",
        "请照回执重新输入，或联系县管理员。", "Type it again from the receipt, or tell the county administrator.",
    ),
    "CASE_NUMBERS_USED_UP": Sentence(
        503, "本终端今天的{limit}个办件编号已用完。", "This terminal has used its {limit} case numbers of the day.",
        "请改用另一台终端，或明天再办。", "Use another terminal, or come back tomorrow.",
    ),
    "QUERY_CODE_SHAPE": Sentence(
        400, "查询码应为6位数字。", "A query code has 6 digits.", "请照回执重新输入。", "Type it again from the receipt.",
    ),
    "ID_FIFTEEN_DIGITS": Sentence(
        400, "这是15位的旧号码，已停止使用。", "This is an old number of 15 digits, no longer in use.",
        "请输入第二代居民身份证上的18位号码。", "Type the 18 digits of the present identity card.",
    ),
    "ID_SHAPE": Sentence(
        400, "公民身份号码应为17位数字加1位数字或X。", "An identity number is 17 digits and a digit or X.",
        "请照身份证重新输入。", "Type it again from the card.",
    ),
    "ID_BIRTH_DATE": Sentence(
        400, "公民身份号码里的出生日期不存在。", "The identity number holds an impossible birth date.",
        "请核对第7至14位。", "Check the 7th to 14th digits.",
    ),
    "ID_CHECK_DIGIT": Sentence(
        400, "公民身份号码最后一位校验不符，可能输错了数字。", "The identity number's check digit is wrong: a digit may be mistyped.",
        "请照身份证逐位核对。", "Check it against the card, digit by digit.",
    ),
    "USCC_SHAPE": Sentence(
        400, "统一社会信用代码应为18位，不含I、O、S、V、Z。", "A credit code has 18 characters without I, O, S, V and Z.",
        "请照证照重新输入。", "Type it again from the licence.",
    ),
    "USCC_CHECK_DIGIT": Sentence(
        400, "统一社会信用代码校验不符，可能输错；个别早期代码确实如此。",
        "The credit code's check character is wrong; a few genuine early codes are like that.",
        "请核对证照；确认无误的，由主管确认后录入。", "Check the licence; a supervisor who has seen it may accept the code.",
    ),
    # server: folder, office, commands
    "NOT_A_NODE": Sentence(
        404,
        "文件夹{folder}里没有县服务器或乡镇中转，或密钥文件不完整。",
        "There is no county server or relay in {folder}, or its key files are not whole.",
        "请核对文件夹；新建请用 init。",
        "Check the folder; begin a new one with init.",
    ),
    "COUNTY_NOT_IN_DIVISIONS": Sentence(
        400,
        "区划表是{found}的，不是{county}的。",
        "The divisions are those of {found}, not of {county}.",
        "请换成本县的区划表，什么也没有建立。",
        "Give this county's sheet; nothing was made.",
    ),
    "ENROLMENT_NOT_OF_A_RELAY": Sentence(
        400,
        "这是站点{station}的入网文件，不是乡镇中转的。",
        "This enrolment file is for station {station}, not for a township relay.",
        "中转请用9位乡镇代码生成入网文件；站点请在终端上用 kiosk init。",
        "Make one with the township's 9 digits; a station uses it with kiosk init.",
    ),
    "COUNTY_ONLY": Sentence(
        409,
        "“{command}”只能在县服务器上办理；这里是乡镇中转，只转送和查看状态。",
        "{command} is done at the county's server only; this is a relay, which carries and shows states.",
        "请在县服务器上办理。",
        "Do it at the county's server.",
    ),
    "STATION_CODE_WRONG": Sentence(
        400,
        "{station}不是站点代码：村为12位，乡镇站为9位加000，乡镇中转为9位。",
        "{station} is no station: a village has 12 digits, a township's station 9 and 000, a relay 9.",
        "请核对代码。",
        "Check the code.",
    ),
    "TERMINALS_USED_UP": Sentence(
        409,
        "站点{station}的终端号已经用完（每站最多{limit}台）。",
        "Station {station} has used up its terminal numbers ({limit} devices at most).",
        "请联系县管理员。",
        "Ask the county administrator.",
    ),
    "STAFF_ROW": Sentence(
        400,
        "人员表第{row}行（{number}）不正确：{reason_zh}。",
        "Row {row} of the staff sheet ({number}) is wrong: {reason_en}.",
        "请改正后重新导入，本次一人也没有登记。",
        "Correct it and import again; nobody was added this time.",
    ),
    "STAFF_FACT_WRONG": Sentence(
        400,
        "人员{number}不能登记：{reason_zh}。",
        "Staff member {number} cannot be added: {reason_en}.",
        "请改正后重试。",
        "Correct it and try again.",
    ),
    "STAFF_ALREADY_KNOWN": Sentence(
        409,
        "工号{number}已经登记。",
        "Staff number {number} is registered already.",
        "请换一个工号，或查看人员名单。",
        "Choose another number, or look at the list.",
    ),
    "STAFF_UNKNOWN": Sentence(
        403,
        "没有工号{number}，或已经移除。",
        "There is no staff number {number}, or it was removed.",
        "请核对工号。",
        "Check the number.",
    ),
    "STAFF_OUTSIDE_PREFIX": Sentence(
        403,
        "工号{number}只能办理{prefix}范围内的办件。",
        "Staff number {number} acts under {prefix} only.",
        "请由该地的人员办理。",
        "Let somebody of that place do it.",
    ),
    "STAFF_NOT_A_CLERK": Sentence(
        403,
        "工号{number}没有办理“{command}”的岗位（需要：{roles}）。",
        "Staff number {number} has no post for {command} (needed: {roles}).",
        "请由有该岗位的人员办理。",
        "Let somebody with that post do it.",
    ),
    "NOT_THE_OWNER": Sentence(
        403,
        "只有该文件夹的所有者可以在这里以人员名义办理。",
        "Only the owner of the folder may act here in a staff member's name.",
        "请用该系统用户登录。",
        "Log in as that user of the operating system.",
    ),
    "CASE_UNKNOWN": Sentence(
        404,
        "这里没有办件{case}。",
        "There is no case {case} here.",
        "请核对编号；站点可能还没有同步。",
        "Check the number; its station may not have synced yet.",
    ),
    "CASE_NUMBER_TWICE": Sentence(
        409,
        "有{count}个办件用了编号{case}（重号）。",
        "{count} cases carry the number {case}.",
        "请在编号后加“/1”或“/2”指明是哪一个（见 cases）。",
        "Add /1 or /2 to the number to say which one (see cases).",
    ),
    "STATE_UNKNOWN": Sentence(
        400,
        "没有“{state}”这个状态。",
        "There is no state {state}.",
        "可用：{states}。",
        "States: {states}.",
    ),
    "FIELD_SPELT_WRONG": Sentence(
        400,
        "“{field}”应写成 名称=内容。",
        "{field} is to be written as name=value.",
        "请改正后重试。",
        "Correct it and try again.",
    ),
    "CONTROL_UNANSWERED": Sentence(
        503,
        "正在运行的服务没有回答。",
        "The running server did not answer.",
        "请稍后重试；仍不行的，请查看服务日志。办理结果以 cases 所示为准。",
        "Try again; if it goes on, read the server's log. What was done is what cases shows.",
    ),
    "CONTROL_MALFORMED": Sentence(
        400,
        "命令内容不能读取，或超过{limit_bytes}字节。",
        "The command cannot be read, or is over {limit_bytes} bytes.",
        "请用同一版本的程序重试。",
        "Use the same version of the program.",
    ),
    "VERIFY_FAILED": Sentence(
        409,
        "核验发现{count}处问题：{first}。",
        "The check found {count} things wrong: {first}.",
        "请保留现场和第二存储，按运行手册恢复。",
        "Keep everything as it is, the second medium too, and restore as the manual says.",
    ),
    "CLOCK_NOT_PLAUSIBLE": Sentence(
        409,
        "县服务器的时钟不可信（{year}年），时限都以它为准。",
        "The county server's clock is not plausible (year {year}); every limit runs by it.",
        "请校准系统时间后重试。",
        "Set the system's time and try again.",
    ),
    # server: intake, relay's road, routes
    "STORAGE_FULL": Sentence(
        507,
        "服务器存储已满或不能写入，这一批没有签收。",
        "The server's disk is full or cannot be written; this batch was not acknowledged.",
        "原件仍在发送方，稍后会自动重发；请县管理员清理磁盘。",
        "The sender still holds everything and will try again; the administrator makes room on the disk.",
    ),
    "SERVER_BUSY": Sentence(
        503,
        "服务器正忙，请{retry_after_s}秒后再试。",
        "The server is busy; try again in {retry_after_s} seconds.",
        "程序会自动重试，原件仍在发送方。",
        "The program tries again by itself; the sender still holds everything.",
    ),
    "ASK_TOO_LARGE": Sentence(
        413,
        "询问超过上限{limit_bytes}字节，没有读取。",
        "The ask is over the limit of {limit_bytes} bytes and was not read.",
        "请更新程序后重新同步。",
        "Update the program, then sync again.",
    ),
    "REQUEST_LENGTH_MISSING": Sentence(
        411,
        "请求没有写明长度，没有接收。",
        "The request does not say how long it is and was not read.",
        "请用本系统的程序发送，或检查中间的代理。",
        "Send it with this system's program, or look at the proxy in between.",
    ),
    "ROUTE_UNKNOWN": Sentence(
        404,
        "这里没有{method} {path}。",
        "There is no {method} {path} here.",
        "请核对网址；接口见文档。",
        "Check the address; the routes are in the manual.",
    ),
    "INSECURE_ADDRESS": Sentence(
        400,
        "不加密的HTTP只能在127.0.0.1上使用，不能用于{host}。",
        "HTTP without encryption is allowed on 127.0.0.1 only, not on {host}.",
        "请去掉 --insecure-http，或改用 --host 127.0.0.1。",
        "Leave out --insecure-http, or use --host 127.0.0.1.",
    ),
    "LEVEL_DOES_NOT_FIT": Sentence(
        400,
        "这个目录是{actual}节点，不能以{level}运行。",
        "This folder belongs to a {actual} node and cannot run as {level}.",
        "请改用对应的目录，或去掉 --level。",
        "Use the right folder, or leave out --level.",
    ),
    "TLS_KEY_NOT_CERTIFIED": Sentence(
        409,
        "这把TLS密钥不是本节点证书上写明的密钥，任何站点都不会信任它。",
        "This TLS key is not the one that the node's certificate names; no station would trust it.",
        "请用同一密钥续签TLS证书，或去掉 --tls-cert 和 --tls-key。",
        "Renew the TLS certificate with the same key, or leave out --tls-cert and --tls-key.",
    ),
    "UPSTREAM_MISSING": Sentence(
        400,
        "中转节点不知道县服务器的网址。",
        "The relay does not know the county's address.",
        "请用 --upstream 写明。",
        "Name it with --upstream.",
    ),
    "PORT_NOT_FREE": Sentence(
        409,
        "不能在{host}:{port}上监听。",
        "Cannot listen on {host}:{port}.",
        "请检查端口是否被占用，或改用 --port。",
        "See whether the port is taken, or choose another with --port.",
    ),
    # demo
    "DEMO_FOLDER_NOT_EMPTY": Sentence(
        409,
        "演示文件夹{folder}不是空的，什么也没有改动。",
        "The demo's folder {folder} is not empty; nothing was touched.",
        "请换一个空文件夹，或不写--dir。",
        "Name an empty folder, or leave --dir out.",
    ),
    "DEMO_STEP_FAILED": Sentence(
        500,
        "演示有一步没有做成：{step}",
        "A step of the demo failed: {step}",
        "请把上面的输出交给维护人员。",
        "Show the output above to whoever maintains this.",
    ),
    "DEMO_COUNTS_WRONG": Sentence(
        500,
        "演示结果不对：丢失{lost}，重复{doubled}，误报已送达{false_sent}。",
        "The demo came out wrong: lost {lost}, doubled {doubled}, falsely shown as sent {false_sent}.",
        "请保留演示文件夹并交给维护人员。",
        "Keep the demo's folder and show it to whoever maintains this.",
    ),
}
