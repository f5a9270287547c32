"""Intake, a relay's road, the routes."""

from kiosk.core.refusals.sentence import Sentence

INTAKE: dict[str, Sentence] = {
    "STORAGE_FULL": Sentence(
        507,
        "服务器存储已满或不能写入，什么也没有签收或记下。",
        "The server's disk is full or cannot be written; nothing was acknowledged or recorded.",
        "请管理员清理磁盘后重试；批次仍在发送方，会自动重发。",
        "The administrator makes room on the disk, then try again; who sent a batch still holds it and sends it again.",
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
}
