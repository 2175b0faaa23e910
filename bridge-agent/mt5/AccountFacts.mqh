//+------------------------------------------------------------------+
//| AccountFacts.mqh: the account, as the agent has to know it.       |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_ACCOUNTFACTS_MQH
#define SALLYPORT_ACCOUNTFACTS_MQH

#define ACCOUNT_LOOK_US 1000000
#define ACCOUNT_TELL_US 5000000
/** After a deal the new balance is told sooner. */
#define ACCOUNT_SOON_US 100000

class CAccountFacts
  {
private:
   string            m_told;
   ulong             m_toldAt;
   ulong             m_lookedAt;
   bool              m_dealt;
   string            m_obstacle;

   string            Facts(void)
     {
      int money = (int)AccountInfoInteger(ACCOUNT_CURRENCY_DIGITS);
      bool hedging = AccountInfoInteger(ACCOUNT_MARGIN_MODE) == ACCOUNT_MARGIN_MODE_RETAIL_HEDGING;
      long trade = AccountInfoInteger(ACCOUNT_TRADE_MODE);
      string kind = "real";
      if(trade == ACCOUNT_TRADE_MODE_DEMO)
         kind = "demo";
      if(trade == ACCOUNT_TRADE_MODE_CONTEST)
         kind = "contest";
      long ping = TerminalInfoInteger(TERMINAL_PING_LAST);
      return "account" + Field("login", IntegerToString(AccountInfoInteger(ACCOUNT_LOGIN))) +
             Field("server", Clean(AccountInfoString(ACCOUNT_SERVER), 100)) +
             Field("currency", Clean(AccountInfoString(ACCOUNT_CURRENCY), 16)) +
             Field("balance", PriceText(AccountInfoDouble(ACCOUNT_BALANCE), money)) +
             Field("equity", PriceText(AccountInfoDouble(ACCOUNT_EQUITY), money)) +
             Field("margin", PriceText(AccountInfoDouble(ACCOUNT_MARGIN), money)) +
             Field("free", PriceText(AccountInfoDouble(ACCOUNT_MARGIN_FREE), money)) +
             Field("leverage", TimeText(AccountInfoInteger(ACCOUNT_LEVERAGE))) +
             Field("mode", hedging ? "hedging" : "netting") + Field("kind", kind) +
             Field("obstacle", TradeObstacle()) + Field("ping", TimeText(ping)) +
             Field("offset", IntegerToString(g_clock.ServerOffsetMs()));
     }

public:
   void              Start(void)
     {
      m_told = "";
      m_toldAt = 0;
      m_lookedAt = 0;
      m_dealt = false;
      m_obstacle = "";
     }

   void              Tell(void)
     {
      m_obstacle = TradeObstacle();
      m_told = Facts();
      m_lookedAt = Monotonic();
      m_toldAt = m_lookedAt;
      m_dealt = false;
      g_link.Send(m_told + Field("at", TimeText(g_clock.NowMs())));
     }

   /** Deals were told: balance and margin have changed. */
   void              Dealt(void)
     {
      m_dealt = true;
     }

   void              Work(void)
     {
      ulong since = Monotonic() - m_lookedAt;
      // At once: until the agent knows, it passes orders on that can only be refused here.
      if(TradeObstacle() != m_obstacle)
         since = ACCOUNT_TELL_US;
      if(since < (ulong)(m_dealt ? ACCOUNT_SOON_US : ACCOUNT_LOOK_US))
         return;
      m_lookedAt = Monotonic();
      if(m_lookedAt - m_toldAt >= ACCOUNT_TELL_US || Facts() != m_told)
         Tell();
     }
  };

CAccountFacts g_accountFacts;

#endif
