"""OAuth 1.0a as X checks it (RFC 5849): the base string, HMAC-SHA1, a fresh timestamp, a nonce used once."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote

from emulators.x.account import Account

FRESH = 300
"""Seconds that a timestamp may be off."""
_PAIR = re.compile(r'(oauth_\w+)="([^"]*)"')


class Unsigned(Exception):
    """The request is not signed by a known app for a known account."""


def account_of(header: str, method: str, url: str, query: str, accounts: Iterable[Account], now: float) -> Account:
    """Whose request it is.

    Args:
        header: of `Authorization`.
        method: of the request.
        url: the public address without its query; a proxy in between changes nothing of what was signed.
        query: as it stood in the address.
        accounts: whom the server knows.
        now: seconds since the epoch.

    Raises:
        Unsigned: says what is wrong.
    """
    given = {name: unquote(value) for name, value in _PAIR.findall(header.removeprefix("OAuth "))}
    account = next((one for one in accounts if one.keys.token == given.get("oauth_token")), None)
    if account is None or account.revoked or given.get("oauth_consumer_key") != account.keys.consumer:
        raise Unsigned("unknown token")
    if given.get("oauth_signature_method") != "HMAC-SHA1" or not header.startswith("OAuth "):
        raise Unsigned("unknown method")
    if abs(now - float(given.get("oauth_timestamp") or 0)) > FRESH:
        raise Unsigned("timestamp out of range")
    if not hmac.compare_digest(_signature(given, method, url, query, account), given.get("oauth_signature", "")):
        raise Unsigned("signature does not match")
    if given.get("oauth_nonce", "") in account.nonces:
        raise Unsigned("nonce was used")
    account.nonces.add(given["oauth_nonce"])
    return account


def _signature(given: dict[str, str], method: str, url: str, query: str, account: Account) -> str:
    pairs = [(name, value) for name, value in given.items() if name != "oauth_signature"]
    pairs += parse_qsl(query, keep_blank_values=True)
    listed = "&".join(f"{name}={value}" for name, value in sorted((_enc(n), _enc(v)) for n, v in pairs))
    text = "&".join((method.upper(), _enc(url), _enc(listed)))
    key = f"{_enc(account.keys.consumer_secret)}&{_enc(account.keys.token_secret)}"
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha1).digest()).decode()


def _enc(text: str) -> str:
    return quote(text, safe="-._~")
