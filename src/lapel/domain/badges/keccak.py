"""Keccak-256 as Ethereum has it: SHA-3 before its padding was settled.

Source: FIPS 202, §3 (the permutation) and §4 (the sponge); Ethereum Yellow Paper, §3. Python has
SHA-3, which differs in one byte of padding only; a test compares the two over that byte.
"""

_RATE = 136  # bytes of the state that take up the message
_MASK = (1 << 64) - 1
_ETHEREUM, SHA3 = 0x01, 0x06
# Rotations of §3.2.2, lane by lane along the walk that π takes (§3.2.3).
_WALK = [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44]
_LANES = [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1]


def keccak256(data: bytes, *, padding: int = _ETHEREUM) -> bytes:
    """Return the 32 bytes of Keccak-256; with `padding=SHA3`, of SHA3-256."""
    padded = bytearray(data + bytes([padding]))
    padded += bytes(-len(padded) % _RATE)
    padded[-1] |= 0x80
    state = [0] * 25
    for start in range(0, len(padded), _RATE):
        for lane in range(_RATE // 8):
            at = start + 8 * lane
            state[lane] ^= int.from_bytes(padded[at : at + 8], "little")
        _permute(state)
    return b"".join(lane.to_bytes(8, "little") for lane in state[:4])


def _permute(state: list[int]) -> None:
    for constant in _ROUNDS:
        sums = [
            state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20]
            for x in range(5)
        ]
        for x in range(5):
            change = sums[(x + 4) % 5] ^ _rotated(sums[(x + 1) % 5], 1)
            for lane in range(x, 25, 5):
                state[lane] ^= change
        moved = state[1]
        for lane, by in zip(_LANES, _WALK, strict=True):
            state[lane], moved = _rotated(moved, by), state[lane]
        for row in range(0, 25, 5):
            old = state[row : row + 5]
            for x in range(5):
                state[row + x] = old[x] ^ (~old[(x + 1) % 5] & old[(x + 2) % 5] & _MASK)
        state[0] ^= constant


def _rotated(lane: int, by: int) -> int:
    return (lane << by | lane >> (64 - by)) & _MASK


def _round_constants() -> list[int]:
    """Return the 24 constants, from the register of §3.2.5."""
    register, constants = 1, []
    for _round in range(24):
        constant = 0
        for bit in range(7):
            constant |= (register & 1) << ((1 << bit) - 1)
            register = register << 1 ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    return constants


_ROUNDS = _round_constants()
