//+------------------------------------------------------------------+
//| Link.mqh: the socket to the agent, and frames on it.              |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_LINK_MQH
#define SALLYPORT_LINK_MQH

#define LINK_HOST "127.0.0.1"
/** Output is handed to the socket when it has grown to this, and at the end of every turn. */
#define OUT_FULL_BYTES 65536
#define CONNECT_TIMEOUT_MS 500
/** Without it a send could block for ever when the agent stops reading. */
#define SOCKET_TIMEOUT_MS 3000
/** A link that ends sooner counts as one more failure: the agent may be ending at every start. */
#define SHORT_LIFE_MS 5000

/** Socket errors that a person can do something about ("Runtime errors" of the MQL5 reference). */
#define ERROR_NOT_ALLOWED 4014
#define ERROR_CANNOT_CONNECT 5272

class CLink
  {
private:
   int               m_socket;
   bool              m_open;
   /** The agent has proved that it knows the token. */
   bool              m_proven;
   string            m_reason;
   /** The rest of the reason, a sentence for people. */
   string            m_detail;
   CRetry            m_retry;
   ulong             m_openedAt;
   ulong             m_heardAt;
   CInbox            m_inbox;
   uchar             m_chunk[];
   uchar             m_out[];
   int               m_outCount;
   uchar             m_text[];

   /** Nothing came. When the link is gone, what came before it went is handled first: it may say why. */
   void              Missed(void)
     {
      if(m_inbox.NextLength() == 0 && !SocketIsConnected(m_socket))
         Lost();
     }

public:
   void              Start(void)
     {
      m_socket = INVALID_HANDLE;
      m_open = false;
      m_proven = false;
      m_reason = "connecting";
      m_detail = "";
      m_openedAt = 0;
      m_heardAt = 0;
      m_outCount = 0;
      m_retry.Start();
      m_inbox.Start();
      ArrayResize(m_out, OUT_FULL_BYTES);
     }

   bool              IsOpen(void)
     {
      return m_open;
     }

   bool              IsDue(void)
     {
      return !m_open && m_retry.IsDue();
     }

   /** Why there is no link, for the panel. */
   string            Reason(void)
     {
      return m_reason;
     }

   string            Detail(void)
     {
      return m_detail;
     }

   ulong             OpenedAt(void)
     {
      return m_openedAt;
     }

   ulong             HeardAt(void)
     {
      return m_heardAt;
     }

   /** The agent's proof was right: from now on a break is a break, and not a refusal. */
   void              Proven(void)
     {
      m_proven = true;
      m_reason = "";
     }

   bool              Open(const int port)
     {
      m_inbox.Clear();
      m_outCount = 0;
      m_proven = false;
      m_detail = "";
      ResetLastError();
      m_socket = SocketCreate();
      if(m_socket == INVALID_HANDLE)
        {
         m_reason = "no socket, error " + IntegerToString(GetLastError());
         m_retry.Later(false);
         return false;
        }
      if(!SocketConnect(m_socket, LINK_HOST, (uint)port, CONNECT_TIMEOUT_MS))
        {
         int error = GetLastError();
         SocketClose(m_socket);
         m_socket = INVALID_HANDLE;
         if(error == ERROR_NOT_ALLOWED)
           {
            m_reason = "not allowed";
            m_detail = "add 127.0.0.1 to the list in Tools > Options > Expert Advisors";
           }
         else if(error == ERROR_CANNOT_CONNECT)
            m_reason = "no agent on port " + IntegerToString(port);
         else
            m_reason = "cannot connect, error " + IntegerToString(error);
         m_retry.Later(false);
         return false;
        }
      SocketTimeouts(m_socket, SOCKET_TIMEOUT_MS, SOCKET_TIMEOUT_MS);
      m_open = true;
      m_openedAt = Monotonic();
      m_heardAt = m_openedAt;
      m_reason = "waiting for the agent";
      return true;
     }

   /** Ends the link for a reason of our own. */
   void              Drop(const string reason)
     {
      if(!m_open)
         return;
      SocketClose(m_socket);
      m_socket = INVALID_HANDLE;
      m_open = false;
      m_reason = reason;
      Print("Sallyport: link ended: ", m_reason, m_detail == "" ? "" : ": ", m_detail);
      m_retry.Later(m_proven && Monotonic() - m_openedAt >= (ulong)SHORT_LIFE_MS * 1000);
     }

   /** The agent has said why it ends the link. */
   void              Refused(const string code, const string message)
     {
      if(!m_open)
         return;
      m_retry.Refused(code);
      m_detail = message;
      Drop("refused, " + code);
     }

   /** The agent has closed the link, or is gone. */
   void              Lost(void)
     {
      Drop(m_proven ? "the agent closed the link" : "the agent refused the link (wrong token, or another version?)");
     }

   /**
    * Reads what the socket has; true when anything came. With `waitMs` it waits so long for a first byte.
    *
    * Never asks for more bytes than are there, but for a single one to wait for: a read that ends between
    * its bytes may lose them (MQL5 does not say), and one byte has no between. SocketIsReadable may claim
    * one byte where there is none, which then is such a wait. The timeout is never 0, for that means 120 s.
    */
   bool              Fill(const int waitMs)
     {
      if(!m_open)
         return false;
      int ready = (int)SocketIsReadable(m_socket);
      if(ready < 1 && waitMs < 1)
        {
         // Nothing to read, or an error: the socket is asked which.
         Missed();
         return false;
        }
      int want = MathMax(1, MathMin(ready, CHUNK_BYTES));
      int got = SocketRead(m_socket, m_chunk, (uint)want, (uint)MathMax(1, waitMs));
      if(got < 1)
        {
         Missed();
         return false;
        }
      m_inbox.Put(m_chunk, got);
      m_heardAt = Monotonic();
      return true;
     }

   /** Takes the next whole frame out of what was read; false when there is none, or the link was dropped. */
   bool              NextFrame(string &text)
     {
      if(!m_open)
         return false;
      int length = m_inbox.NextLength();
      if(length < 0)
         Drop("a frame that is empty or too long");
      if(length < 1)
         return false;
      if(m_inbox.Take(length, text))
         return true;
      Drop("a frame with control characters");
      return false;
     }

   /** Puts a frame into the output; `Flush` sends it. */
   void              Send(const string text)
     {
      if(!m_open)
         return;
      int count = Utf8Bytes(text, m_text);
      if(count > FRAME_MOST_BYTES)
        {
         Print("Sallyport: a frame of ", count, " bytes is left out: ", StringSubstr(text, 0, 40));
         return;
        }
      if(m_outCount + HEADER_BYTES + count > OUT_FULL_BYTES)
         Flush();
      m_out[m_outCount] = (uchar)((count >> 24) & 0xFF);
      m_out[m_outCount + 1] = (uchar)((count >> 16) & 0xFF);
      m_out[m_outCount + 2] = (uchar)((count >> 8) & 0xFF);
      m_out[m_outCount + 3] = (uchar)(count & 0xFF);
      ArrayCopy(m_out, m_text, m_outCount + HEADER_BYTES, 0, count);
      m_outCount += HEADER_BYTES + count;
     }

   /** Sends the output; an agent that takes nothing for SOCKET_TIMEOUT_MS has hung, and the link ends. */
   void              Flush(void)
     {
      ulong since = Monotonic();
      while(m_open && m_outCount > 0)
        {
         int sent = SocketSend(m_socket, m_out, (uint)m_outCount);
         if(sent < 0 || (sent == 0 && Monotonic() - since > (ulong)SOCKET_TIMEOUT_MS * 1000))
           {
            Drop("the agent does not read");
            break;
           }
         if(sent == 0)
           {
            Sleep(1);
            continue;
           }
         since = Monotonic();
         for(int i = sent; i < m_outCount; i++)
            m_out[i - sent] = m_out[i];
         m_outCount -= sent;
        }
      m_outCount = 0;
     }

   /** False when the agent is behind with reading: ticks can wait then. */
   bool              HasRoom(void)
     {
      return m_open && m_outCount < OUT_FULL_BYTES / 2 && SocketIsWritable(m_socket);
     }

   void              Stop(void)
     {
      if(!m_open)
         return;
      Flush();
      SocketClose(m_socket);
      m_socket = INVALID_HANDLE;
      m_open = false;
     }
  };

CLink g_link;

#endif
