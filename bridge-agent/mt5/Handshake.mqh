//+------------------------------------------------------------------+
//| Handshake.mqh: both sides prove that they know the token.         |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_HANDSHAKE_MQH
#define SALLYPORT_HANDSHAKE_MQH

#define EA_LINK_VERSION "2"
#define EA_VERSION "1.00"

/**
 * The token itself never goes over the wire: each side shows the HMAC of both nonces. The roles in it keep
 * a proof from being played back to the side that made it.
 */
class CHandshake
  {
private:
   string            m_token;
   string            m_nonce;
   string            m_agentNonce;

public:
   void              Start(const string token)
     {
      m_token = token;
      m_nonce = "";
      m_agentNonce = "";
     }

   /** The answer to a `challenge`; empty when the agent speaks another version of the link. */
   string            Hello(CFields &fields)
     {
      string version = fields.Text("version", 16);
      m_agentNonce = fields.Text("nonce", 64);
      if(version != EA_LINK_VERSION)
         return "";
      m_nonce = MakeNonce(m_token);
      string program = "ea ";
      program += EA_VERSION;
      program += " build " + IntegerToString(TerminalInfoInteger(TERMINAL_BUILD));
      return "hello" + Field("version", EA_LINK_VERSION) + Field("nonce", m_nonce) +
             Field("proof", HmacText(m_token, "ea|" + m_agentNonce + "|" + m_nonce)) + Field("program", program) +
             Field("journal", g_journal.Id());
     }

   /** True when the agent's proof in its `welcome` is right. */
   bool              IsWelcome(CFields &fields)
     {
      string proof = HmacText(m_token, "agent|" + m_nonce + "|" + m_agentNonce);
      return SameProof(fields.Text("proof", 64), proof);
     }
  };

CHandshake g_handshake;

#endif
