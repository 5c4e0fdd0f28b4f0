extern "C" int made_bits() { return sizeof(void *) * 8; }
