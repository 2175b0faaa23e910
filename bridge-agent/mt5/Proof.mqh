//+------------------------------------------------------------------+
//| Proof.mqh: HMAC-SHA256, which MQL5 has only the hash for.         |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_PROOF_MQH
#define SALLYPORT_PROOF_MQH

#define HMAC_BLOCK 64

bool Sha256(const uchar &data[], uchar &digest[])
  {
   uchar noKey[];
   return CryptEncode(CRYPT_HASH_SHA256, data, noKey, digest) == 32;
  }

string HexText(const uchar &bytes[])
  {
   string text = "";
   int count = ArraySize(bytes);
   for(int i = 0; i < count; i++)
      text += StringFormat("%02x", (int)bytes[i]);
   return text;
  }

/** One round of HMAC: SHA-256 of the key's block, mixed with `mask`, and the data after it. */
bool HmacRound(const uchar &block[], const uchar mask, const uchar &data[], const int count, uchar &digest[])
  {
   uchar whole[];
   ArrayResize(whole, HMAC_BLOCK + count);
   for(int i = 0; i < HMAC_BLOCK; i++)
      whole[i] = (uchar)(block[i] ^ mask);
   for(int i = 0; i < count; i++)
      whole[HMAC_BLOCK + i] = data[i];
   return Sha256(whole, digest);
  }

/** HMAC-SHA256 (RFC 2104) of two UTF-8 texts, in lower-case hex; empty when the terminal cannot hash. */
string HmacText(const string key, const string message)
  {
   uchar keyBytes[];
   uchar messageBytes[];
   uchar block[];
   uchar inner[];
   uchar outer[];
   int keyCount = Utf8Bytes(key, keyBytes);
   int messageCount = Utf8Bytes(message, messageBytes);
   ArrayResize(keyBytes, keyCount);
   if(keyCount > HMAC_BLOCK)
     {
      if(!Sha256(keyBytes, block))
         return "";
      keyCount = 32;
     }
   else
      ArrayCopy(block, keyBytes, 0, 0, keyCount);
   ArrayResize(block, HMAC_BLOCK);
   for(int i = keyCount; i < HMAC_BLOCK; i++)
      block[i] = 0;
   if(!HmacRound(block, 0x36, messageBytes, messageCount, inner))
      return "";
   if(!HmacRound(block, 0x5C, inner, 32, outer))
      return "";
   return HexText(outer);
  }

/**
 * A nonce of 64 hex digits. MathRand alone has 15 bits; keyed with the token, the moment in microseconds
 * and a counter cannot be foretold or met again by somebody who does not know the token.
 */
string MakeNonce(const string token)
  {
   static int made = 0;
   made++;
   string moment = IntegerToString((long)TimeLocal()) + "|" + UlongText(GetMicrosecondCount()) + "|" +
                   UlongText(GetTickCount64()) + "|" + IntegerToString(MathRand()) + "|" +
                   IntegerToString(AccountInfoInteger(ACCOUNT_LOGIN)) + "|" + IntegerToString(made);
   return HmacText(token, "nonce|" + moment);
  }

/** Compares in a time that does not depend on where the texts differ. */
bool SameProof(const string left, const string right)
  {
   int length = StringLen(left);
   if(length != 64 || StringLen(right) != length)
      return false;
   int difference = 0;
   for(int i = 0; i < length; i++)
      difference |= (int)StringGetCharacter(left, i) ^ (int)StringGetCharacter(right, i);
   return difference == 0;
  }

#endif
