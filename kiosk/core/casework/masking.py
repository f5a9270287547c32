"""Masked names and telephone numbers for screens, lists and boards. ID digits are never shown there at all.

The shapes are the office's: 张*, 李*敏, 138****3210 (domain 4.9). Blanks are dropped before masking.
"""

PHONE_CHARS_MIN = 7  # shorter ones would show nearly everything


def mask_name(name: str) -> str:
    """张三 -> 张*, 李小敏 -> 李*敏, 欧阳小敏 -> 欧**敏; one character -> *; nothing -> nothing."""
    plain = "".join(name.split())
    if len(plain) <= 1:
        return "*" * len(plain)
    if len(plain) == 2:
        return plain[0] + "*"
    return plain[0] + "*" * (len(plain) - 2) + plain[-1]


def mask_phone(phone: str) -> str:
    """13812343210 -> 138****3210; a landline keeps its last four; a short number is all stars."""
    plain = "".join(phone.split()).replace("-", "")
    if len(plain) < PHONE_CHARS_MIN:
        return "*" * len(plain)
    head = 3 if len(plain) == 11 else 0
    return plain[:head] + "*" * (len(plain) - head - 4) + plain[-4:]
