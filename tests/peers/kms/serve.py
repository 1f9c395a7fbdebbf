"""Serves AWS KMS on a port of this machine until standard input ends: moto, in memory.

moto takes every message as RAW; here it also signs a hash, as AWS's reference of Sign says of
MessageType DIGEST.
"""

import sys
import threading
from contextvars import ContextVar

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from moto.kms.responses import KmsResponse
from moto.kms.utils import ECDSAPrivateKey
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

HASHES = {"ECDSA_SHA_256": hashes.SHA256(), "ECDSA_SHA_384": hashes.SHA384()}
is_digest = ContextVar("is_digest", default=False)
answer, sign_raw = KmsResponse.sign, ECDSAPrivateKey.sign


def answer_knowing_the_type(response):
    is_digest.set(response._get_param("MessageType") == "DIGEST")
    return answer(response)


def sign(key, message, signing_algorithm):
    if not is_digest.get():
        return sign_raw(key, message, signing_algorithm)
    return key.private_key.sign(message, ec.ECDSA(Prehashed(HASHES[signing_algorithm])))


KmsResponse.sign, ECDSAPrivateKey.sign = answer_knowing_the_type, sign
server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
sys.stdout.write(f"{server.port}\n")
sys.stdout.flush()
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
