//+------------------------------------------------------------------+
//| Venue.mqh: which account, and whether its server is there.        |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_VENUE_MQH
#define SALLYPORT_VENUE_MQH

/** Records are complete a moment after the terminal has connected to its server. */
#define SETTLE_US 1000000

/** The account that the terminal is logged in to, as login@server; empty while it is logged in to none. */
string AccountName(void)
  {
   long login = AccountInfoInteger(ACCOUNT_LOGIN);
   if(login == 0)
      return "";
   return IntegerToString(login) + "@" + Clean(AccountInfoString(ACCOUNT_SERVER), 100);
  }

/** The terminal's connection to its server, which it loses and finds again without an event. */
class CVenue
  {
private:
   bool              m_connected;
   ulong             m_connectedAt;

public:
   void              Start(void)
     {
      m_connected = false;
      m_connectedAt = 0;
     }

   /** Looks; true when the connection has just come back. */
   bool              Look(void)
     {
      bool before = m_connected;
      m_connected = TerminalInfoInteger(TERMINAL_CONNECTED) != 0;
      if(!m_connected || before)
         return false;
      m_connectedAt = Monotonic();
      return true;
     }

   ulong             ConnectedAt(void)
     {
      return m_connectedAt;
     }

   /** True when the terminal's records can be asked what happened, and what did not. */
   bool              HasRecords(void)
     {
      return m_connected && Monotonic() - m_connectedAt >= SETTLE_US;
     }
  };

CVenue g_venue;

/**
 * Whether the account still stands as it did when a transaction was last heard, or a turn ended. When it
 * does not, transactions wait for the program to return: the terminal updates its records while a program
 * works. What changes neither counts nor money (stops, prices, refusals) does not show here.
 */
class CStillness
  {
private:
   int               m_orders;
   int               m_positions;
   double            m_balance;
   double            m_margin;

public:
   void              Note(void)
     {
      m_orders = OrdersTotal();
      m_positions = PositionsTotal();
      m_balance = AccountInfoDouble(ACCOUNT_BALANCE);
      m_margin = AccountInfoDouble(ACCOUNT_MARGIN);
     }

   bool              Holds(void)
     {
      return m_orders == OrdersTotal() && m_positions == PositionsTotal() &&
             m_balance == AccountInfoDouble(ACCOUNT_BALANCE) && m_margin == AccountInfoDouble(ACCOUNT_MARGIN);
     }
  };

CStillness g_stillness;

#endif
