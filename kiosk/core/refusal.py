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

    def __init__(self, code: str, **params: object) -> None:
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
        "区划表第{row}行不正确（{code}）：{reason_zh}。",
        "Row {row} of the divisions ({code}) is wrong: {reason_en}.",
        "请按统计用区划代码改正该行后重新导入，本次一行也没有导入。",
        "Correct that row and import again; nothing was imported this time.",
    ),
    "DIVISION_UNKNOWN": Sentence(
        404,
        "本县区划中没有代码{code}。",
        "There is no division {code} in this county.",
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
}
