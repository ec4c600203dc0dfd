# Run by Renode at each access to the real-time clock (RP2040 Datasheet, section 4.8.6). It is
# active as soon as it is enabled, and its date stays 0: a clock that was never set.
CTRL = 0x0C
ENABLE, ACTIVE = 1, 2

if request.IsInit:
    enabled = 0
else:
    # Section 2.1.2: the same register again, to be XORed, set and cleared bit by bit.
    register, alias = request.Offset & 0xFFF, request.Offset >> 12
    if request.IsWrite and register == CTRL:
        bit = request.Value & ENABLE
        enabled = (bit, enabled ^ bit, enabled | bit, enabled & ~bit)[alias]
    elif request.IsRead:
        request.Value = enabled * (ENABLE | ACTIVE) if register == CTRL else 0
