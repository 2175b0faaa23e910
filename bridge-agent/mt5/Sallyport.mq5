//+------------------------------------------------------------------+
//| Sallyport.mq5: the expert advisor that trades for the bridge      |
//| agent on this machine. How to install and use it: docs/mt5.md.    |
//+------------------------------------------------------------------+
#property copyright "Sallyport"
#property version   "1.00"
#property description "Trades for the Sallyport agent on this machine. Allow 127.0.0.1 in"
#property description "Tools > Options > Expert Advisors, and copy the agent's token into Token."
#property strict

// In this order: each file uses only those before it.
#include "Text.mqh"
#include "Clock.mqh"
#include "Proof.mqh"
#include "Fields.mqh"
#include "Retry.mqh"
#include "Inbox.mqh"
#include "Link.mqh"
#include "Fault.mqh"
#include "Index.mqh"
#include "Step.mqh"
#include "Steps.mqh"
#include "JournalFile.mqh"
#include "Journal.mqh"
#include "Retcodes.mqh"
#include "Request.mqh"
#include "Lookup.mqh"
#include "Venue.mqh"
#include "Outcomes.mqh"
#include "Recovery.mqh"
#include "Orders.mqh"
#include "Standing.mqh"
#include "DealFrames.mqh"
#include "Deals.mqh"
#include "Queries.mqh"
#include "AccountFacts.mqh"
#include "SymbolFacts.mqh"
#include "Ticks.mqh"
#include "Book.mqh"
#include "Bars.mqh"
#include "Panel.mqh"
#include "Handshake.mqh"
#include "Session.mqh"
#include "Turns.mqh"

input group "Link to the agent"
input int           AgentPort = 0;           // Port: from the agent's file ea-port
input string        Token = "";              // Token: from the agent's file ea-token
input group "Trading"
input string        Symbols = "";            // Symbols, with commas; empty: all of the Market Watch
input EnumMagicMode MagicMode = MAGIC_ORDER; // Magic numbers of orders
input long          FixedMagic = 5410000;    // The magic number of the fixed mode
input group "Chart"
input bool          ShowPanel = true;        // Show the panel

#define TIMER_MS 1

/** MetaTrader does not do better than 10 to 16 ms, whatever is asked for. */
int OnInit(void)
  {
   SetUpText();
   if(StringLen(Token) < 32)
     {
      Print("Sallyport: the input Token must be the token from the agent's file ea-token");
      return INIT_PARAMETERS_INCORRECT;
     }
   if(AgentPort < 1 || AgentPort > 65535 || FixedMagic < 1)
     {
      Print("Sallyport: the input AgentPort must be the number from the agent's file ea-port, and FixedMagic above 0");
      return INIT_PARAMETERS_INCORRECT;
     }
   g_clock.Start();
   g_link.Start();
   g_faults.Start();
   g_journal.Start();
   g_unowned.Clear();
   g_venue.Start();
   g_stillness.Note();
   g_outcomes.Start();
   g_orders.Start(MagicMode, (ulong)FixedMagic);
   g_deals.Start();
   g_standing.Start();
   g_accountFacts.Start();
   g_symbolFacts.Start(Symbols);
   g_ticks.Start();
   g_books.Start();
   g_bars.Start();
   g_panel.Start(ShowPanel);
   g_handshake.Start(Token);
   g_queries.Clear();
   g_session.Start(AgentPort);
   g_turns.Start();
   if(!EventSetMillisecondTimer(TIMER_MS))
      return INIT_FAILED;
   return INIT_SUCCEEDED;
  }

/** Takes no time on purpose: MetaTrader ends a program that needs more than 2.5 s for it. */
void OnDeinit(const int reason)
  {
   EventKillTimer();
   Print("Sallyport: unloaded, reason ", reason);
   g_link.Stop();
   g_books.Silence();
   g_journal.Close();
   g_panel.Stop();
  }

void OnTimer(void)
  {
   g_turns.Turn();
  }

void OnTick(void)
  {
   g_turns.Poll();
  }

void OnBookEvent(const string &symbol)
  {
   g_books.OnBook(symbol);
   g_turns.Poll();
  }

void OnTradeTransaction(const MqlTradeTransaction &transaction, const MqlTradeRequest &request,
                        const MqlTradeResult &result)
  {
   if(transaction.type == TRADE_TRANSACTION_REQUEST)
      g_orders.Answered(request, result);
   g_session.OnTransaction(transaction);
   g_stillness.Note();
   g_turns.Poll();
  }
