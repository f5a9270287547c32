"""Backup and restore: what a backup must be, and what must be laid beside it."""

from kiosk.core.refusals.sentence import Sentence

RESTORING: dict[str, Sentence] = {
    "FILE_IS_THERE": Sentence(
        409,
        "文件{name}已经存在，没有改动它。",
        "The file {name} is there already and was not touched.",
        "请换一个文件名，或写一个文件夹，由程序取名。",
        "Name another file, or a folder, where the program finds a name itself.",
    ),
    "BACKUP_UNREADABLE": Sentence(
        400,
        "这不是本系统的备份文件，或读不出来，什么也没有恢复。",
        "This is no backup of ours, or it cannot be read; nothing was restored.",
        "请核对文件，或改用前一份备份。",
        "Check the file, or take the backup before it.",
    ),
    "BACKUP_DAMAGED": Sentence(
        400,
        "备份里的“{part}”已经损坏或不完整，什么也没有恢复。",
        "The part “{part}” of the backup is damaged or not whole; nothing was restored.",
        "请从另一份拷贝恢复，或改用前一份备份。",
        "Restore from another copy of it, or from the backup before it.",
    ),
    "BACKUP_OF_ANOTHER": Sentence(
        409,
        "这是{code}的备份，和这个文件夹或这些密钥不是同一个节点，什么也没有恢复。",
        "This backup of {code} belongs to another node than this folder or these keys; nothing was restored.",
        "请核对备份和文件夹；县和中转用 python -m server，站点用 python -m kiosk。",
        "Check backup and folder: python -m server for a county or relay, python -m kiosk for a station.",
    ),
    "BACKUP_BY_ITS_OWN_TOOLS": Sentence(
        400,
        "这个数据库不是SQLite，本程序不备份它。",
        "This database is not SQLite; this program does not back it up.",
        "请用它自己的工具（如pg_dump）；放回以后运行 restore DIR --database URL，不写备份文件。",
        "Use its own tools, such as pg_dump; once it is put back, run restore DIR --database URL without a file.",
    ),
    "DATABASE_MISSING": Sentence(
        409,
        "节点的密钥在，数据库{name}不在。",
        "The node's keys are here, its database {name} is not.",
        "不要新建：请用 restore 从备份恢复，并写上 --second-medium。",
        "Do not begin anew: restore it from a backup, with --second-medium.",
    ),
    "DATABASE_DAMAGED": Sentence(
        500,
        "数据库已经损坏，没有做成备份。",
        "The database is damaged; no backup was made.",
        "请停用，保留全部文件，从前一份备份恢复。",
        "Stop it, keep every file, and restore the backup before it.",
    ),
    "DATABASE_NEWER": Sentence(
        409,
        "这个数据库是更新版本的软件写的，本版本读不了；什么也没有改动。",
        "This database was written by newer software and cannot be read by this one; nothing was changed.",
        "请安装写它的那个版本，或更新的版本，再做一次。",
        "Install the version that wrote it, or a newer one, and do it again.",
    ),
    "DATABASE_OLDER_COPY": Sentence(
        409,
        "这个数据库比节点自己记得的旧，像是用旧拷贝放回来的，没有往里写。",
        "This database is older than the node itself remembers, as if an old copy was put back; nothing was written.",
        "请先启动 run（带上 --second-medium），它会读回第二存储并换用新编号。",
        "Start run first, with --second-medium: it reads that back and begins another incarnation.",
    ),
    "RESTORE_NEEDS_KEYS": Sentence(
        409,
        "恢复以前要先放好密钥，{folder}里还缺：{missing}。",
        "The keys must be laid down before a restore; {folder} still lacks: {missing}.",
        "备份里没有密钥：请从另外保管的拷贝放回整个keys文件夹，再恢复。",
        "No backup holds them: lay the whole folder keys back from where you keep it apart, then restore.",
    ),
    "KEYS_DO_NOT_FIT": Sentence(
        409,
        "{folder}里的密钥和证书对不上，什么也没有恢复。",
        "The keys in {folder} do not fit the certificate; nothing was restored.",
        "请放回这个节点自己的、同一时间保管的全套密钥。",
        "Lay back this node's own keys, all of one time.",
    ),
    "MEDIUM_UNREADABLE": Sentence(
        409,
        "{folder}不是第二存储，或没有挂上。",
        "{folder} is no second medium, or it is not mounted.",
        "请挂上原来的盘再试；它真的没有了，就不写 --second-medium。",
        "Mount the disk and try again; if it is truly gone, leave --second-medium out.",
    ),
}
