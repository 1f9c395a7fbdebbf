"""Serves AWS KMS on a port of this machine until standard input ends: moto, in memory.

moto takes every message as RAW and knows no Ed25519; here it also signs a hash, as AWS's reference
of Sign says of MessageType DIGEST, and makes ECC_NIST_EDWARDS25519 keys, as that of CreateKey says.
"""

import sys
import threading
from contextvars import ContextVar

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from moto.kms import models
from moto.kms.responses import KmsResponse
from moto.kms.utils import ECDSAPrivateKey, KeySpec
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

HASHES = {"ECDSA_SHA_256": hashes.SHA256(), "ECDSA_SHA_384": hashes.SHA384()}
EDWARDS, specs = "ECC_NIST_EDWARDS25519", KeySpec.key_specs()
generate_others, algorithms_of_others = (
    models.generate_private_key,
    models.Key.signing_algorithms.fget,
)
is_digest = ContextVar("is_digest", default=False)
answer, sign_raw = KmsResponse.sign, ECDSAPrivateKey.sign


def answer_knowing_the_type(response):
    is_digest.set(response._get_param("MessageType") == "DIGEST")
    return answer(response)


def sign(key, message, signing_algorithm):
    if not is_digest.get():
        return sign_raw(key, message, signing_algorithm)
    return key.private_key.sign(message, ec.ECDSA(Prehashed(HASHES[signing_algorithm])))


class EdwardsKey:
    def __init__(self):
        self.private_key = ed25519.Ed25519PrivateKey.generate()

    def sign(self, message, signing_algorithm):
        assert (signing_algorithm, is_digest.get()) == ("ED25519_SHA_512", False)
        return self.private_key.sign(message)

    public_key = ECDSAPrivateKey.public_key


def generate(key_spec):
    return EdwardsKey() if key_spec == EDWARDS else generate_others(key_spec)


def algorithms(key):
    return ["ED25519_SHA_512"] if key.key_spec == EDWARDS else algorithms_of_others(key)


models.generate_private_key = generate
models.Key.signing_algorithms = property(algorithms)
KeySpec.key_specs = classmethod(lambda _: [*specs, EDWARDS])
KmsResponse.sign, ECDSAPrivateKey.sign = answer_knowing_the_type, sign
server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
sys.stdout.write(f"{server.port}\n")
sys.stdout.flush()
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
