"""The faults that a campaign lives by: each must have happened at least once in it, or it proves less than it says."""

FAULTS_NAMED = (
    "request lost", "answer lost", "message came twice", "message came late", "answer cut", "captive portal",
    "older answer said again",
    "power cut at the kiosk", "power cut at the relay", "power cut at the county", "county died over a message",
    "submitted twice", "submitted again after a power cut", "office deed sent twice",
    "clock 1970", "clock 2099", "clock backwards",
    "kiosk cloned", "older copy of a kiosk put back unnoticed", "kiosk restored from a backup", "log forked",
    "older copy of the county put back unnoticed", "county restored from a backup and its second medium",
    "older copy of the relay put back unnoticed",
    "stick filled", "stick read", "stick torn", "bit of a stick turned", "stick lost", "older stick came again",
    "poison: unknown kind", "poison: outside its prefix", "poison: for nobody", "poison: no body inside",
    "body rotted", "body let go of at a kiosk", "disk full at a kiosk", "second medium away",
)  # fmt: skip
