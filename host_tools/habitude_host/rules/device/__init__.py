"""What the compiler is made of: each module makes one part of a device table."""
