// CryptEncode, of which only the hash SHA-256 is there.
#pragma once
#include "array.h"
#include "constants.h"

/// The length of the answer, 0 when it fails. The key is not used by hashes, but has to be given.
int CryptEncode(ENUM_CRYPT_METHOD method, const mql_array<uchar> &data, const mql_array<uchar> &key, mql_array<uchar> &result);
