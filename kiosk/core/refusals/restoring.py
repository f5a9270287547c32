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
}
