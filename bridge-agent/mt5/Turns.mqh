//+------------------------------------------------------------------+
//| Turns.mqh: what is done at each event, and in which order.        |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_TURNS_MQH
#define SALLYPORT_TURNS_MQH

/**
 * How long a turn waits for commands. No transaction is heard meanwhile, so while an answer of the venue is
 * on its way it waits in short reads, less long, and not at all once something has happened on the account.
 */
#define WAIT_AT_REST_MS 10
#define WAIT_AWAITING_US 8000
#define SHORT_READ_MS 1
#define TEND_US 1000000

class CTurns
  {
private:
   ulong             m_tendedAt;
   ulong             m_triedAt;

   /**
    * Works on the journal of the account that is logged in, and of no other: when the terminal switches,
    * the link ends, and the agent learns from the next one whose account it is.
    */
   void              WatchAccount(void)
     {
      string account = AccountName();
      if(g_journal.IsOpen() && account != "" && account != g_journal.Account())
        {
         g_faults.Tell("account_switched", "the terminal has switched to " + account);
         g_session.Leave("the terminal has switched to another account");
         g_journal.Close();
        }
      if(g_journal.IsOpen() || account == "" || (m_triedAt != 0 && Monotonic() - m_triedAt < TEND_US))
         return;
      m_triedAt = Monotonic();
      g_unowned.Clear();
      if(!g_journal.Open(account))
         g_faults.Tell("journal_locked", "the journal of this account is in use: is Sallyport on another chart?");
     }

   void              Tell(void)
     {
      g_session.GoOn();
      if(g_session.IsReady())
        {
         g_symbolFacts.Work();
         g_accountFacts.Work();
         if(!g_orders.IsAwaiting())
            g_bars.Work();
        }
      if(g_session.IsSynced())
        {
         if(g_venue.HasRecords())
           {
            g_deals.Work();
            g_standing.Work();
           }
         if(g_deals.TakeFresh())
            g_accountFacts.Dealt();
         g_ticks.Work();
        }
     }

   /** Waits for commands for the rest of the turn, so that one need not wait for the next turn. */
   void              WaitForCommands(void)
     {
      if(!g_orders.IsAwaiting() && g_session.Read(WAIT_AT_REST_MS))
         Finish();
      ulong since = Monotonic();
      while(g_link.IsOpen() && g_orders.IsAwaiting() && g_stillness.Holds() && Monotonic() - since < WAIT_AWAITING_US)
         if(g_session.Read(SHORT_READ_MS))
            Finish();
     }

public:
   void              Start(void)
     {
      m_tendedAt = 0;
      m_triedAt = 0;
     }

   /** One turn of the timer: everything that is to be done, and then a wait for the next command. */
   void              Turn(void)
     {
      g_clock.Look();
      WatchAccount();
      if(g_venue.Look())
         g_deals.LookFurtherBack();
      if(!g_link.IsOpen())
         g_session.Connect();
      else
        {
         g_session.Read(0);
         g_session.WatchLink();
        }
      if(g_journal.IsOpen() && g_venue.HasRecords())
         g_recovery.LookForLost();
      if(g_link.IsOpen())
         Tell();
      if(Monotonic() - m_tendedAt >= TEND_US)
        {
         m_tendedAt = Monotonic();
         g_journal.Tend();
        }
      Finish();
      g_panel.Draw(g_session.LinkText(), g_link.IsOpen() ? "" : g_link.Detail(), g_session.IsSynced());
      if(g_link.IsOpen())
         WaitForCommands();
      g_stillness.Note();
     }

   /** At the end of the other events: whatever woke the program up, a command may have come as well. */
   void              Poll(void)
     {
      g_clock.Look();
      if(g_link.IsOpen() && g_journal.IsOpen())
        {
         g_session.Read(0);
         if(g_session.IsSynced() && g_venue.HasRecords())
           {
            g_deals.Work();
            g_standing.Work();
           }
        }
      Finish();
     }

   /** What was learnt goes to the disk before it goes to the agent. */
   void              Finish(void)
     {
      g_journal.Commit();
      g_link.Flush();
     }
  };

CTurns g_turns;

#endif
