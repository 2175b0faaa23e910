//+------------------------------------------------------------------+
//| DealFrames.mqh: a deal, and an order that ended, as frames.       |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_DEALFRAMES_MQH
#define SALLYPORT_DEALFRAMES_MQH

string DealReasonText(const long reason)
  {
   if(reason == DEAL_REASON_SL)
      return "sl";
   if(reason == DEAL_REASON_TP)
      return "tp";
   if(reason == DEAL_REASON_SO)
      return "so";
   return reason == DEAL_REASON_EXPERT ? "expert" : "client";
  }

string DealEntryText(const long entry)
  {
   if(entry == DEAL_ENTRY_IN)
      return "in";
   if(entry == DEAL_ENTRY_INOUT)
      return "inout";
   return entry == DEAL_ENTRY_OUT_BY ? "out_by" : "out";
  }

/** Lots of this order's deals up to this one; the selected history must hold them. */
double LotsUpTo(const ulong ticket, const ulong order)
  {
   double sum = 0.0;
   int total = HistoryDealsTotal();
   for(int i = 0; i < total; i++)
     {
      ulong deal = HistoryDealGetTicket(i);
      if(deal <= ticket && (ulong)HistoryDealGetInteger(deal, DEAL_ORDER) == order)
         sum += HistoryDealGetDouble(deal, DEAL_VOLUME);
     }
   return sum;
  }

/**
 * How much of the order is open after this deal. By the step where there is one: the order itself may be
 * in neither list now, or still show what it was before the deal.
 */
double LotsRemaining(const ulong deal, const ulong order, const int owner, const double lots)
  {
   if(owner >= 0)
     {
      StepEntry entry;
      g_steps.Get(owner, entry);
      if(entry.action != STEP_DEAL && entry.action != STEP_PENDING)
         return 0.0;
      if(lots >= entry.lots - LOT_TOLERANCE)
         return 0.0;
      // One deal of several: the others are in the history since the step was journaled.
      datetime from = g_clock.ServerOfUtcMs(entry.journaledAt - LOOKUP_MARGIN_MS);
      HistorySelect(from, (datetime)END_OF_TIME);
      return MathMax(0.0, entry.lots - LotsUpTo(deal, order));
     }
   return OrderSelect(order) ? OrderGetDouble(ORDER_VOLUME_CURRENT) : 0.0;
  }

/** The deal's frame; the deal must be in the selected history, which may be another one afterwards. */
void SendDeal(const ulong deal)
  {
   long type = HistoryDealGetInteger(deal, DEAL_TYPE);
   double lots = HistoryDealGetDouble(deal, DEAL_VOLUME);
   double price = HistoryDealGetDouble(deal, DEAL_PRICE);
   // Deposits, charges and their like trade nothing.
   if(type > DEAL_TYPE_SELL || lots <= 0.0 || price <= 0.0)
      return;
   string symbol = HistoryDealGetString(deal, DEAL_SYMBOL);
   ulong order = (ulong)HistoryDealGetInteger(deal, DEAL_ORDER);
   ulong magic = (ulong)HistoryDealGetInteger(deal, DEAL_MAGIC);
   long reason = HistoryDealGetInteger(deal, DEAL_REASON);
   ulong position = (ulong)HistoryDealGetInteger(deal, DEAL_POSITION_ID);
   int money = (int)AccountInfoInteger(ACCOUNT_CURRENCY_DIGITS);
   int digits = (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS);
   double costs = HistoryDealGetDouble(deal, DEAL_COMMISSION) + HistoryDealGetDouble(deal, DEAL_FEE);
   StepEntry entry;
   ClearStep(entry);
   int owner = -1;
   string comment = HistoryDealGetString(deal, DEAL_COMMENT);
   if(!IsByStop(reason))
      owner = g_steps.Owner(magic, comment, order);
   if(owner >= 0)
      g_steps.Get(owner, entry);
   else if(!IsByStop(reason))
      NoteUnowned(magic, comment);
   string frame = "deal" + Field("deal", UlongText(deal)) + Field("ticket", UlongText(order)) +
                  Field("position", UlongText(position)) + Field("order", entry.order) +
                  Field("step", IntegerToString(entry.step)) + Field("symbol", Clean(symbol, 64)) +
                  Field("magic", UlongText(magic)) + Field("side", type == DEAL_TYPE_BUY ? "buy" : "sell") +
                  Field("entry", DealEntryText(HistoryDealGetInteger(deal, DEAL_ENTRY))) +
                  Field("lots", LotsText(lots)) + Field("price", ShortText(price, AVERAGE_DECIMALS, digits)) +
                  Field("profit", PriceText(HistoryDealGetDouble(deal, DEAL_PROFIT), money)) +
                  Field("commission", PriceText(costs, money)) +
                  Field("swap", PriceText(HistoryDealGetDouble(deal, DEAL_SWAP), money)) +
                  Field("reason", DealReasonText(reason)) +
                  Field("at", TimeText(g_clock.UtcOfServerMs(HistoryDealGetInteger(deal, DEAL_TIME_MSC))));
   frame += Field("remaining", LotsText(LotsRemaining(deal, order, owner, lots)));
   g_link.Send(frame);
   if(owner >= 0)
      g_recovery.Seen(owner);
  }

/** True for a past order that was a pending one and ended without being filled. */
bool IsGoneOrder(const ulong ticket)
  {
   long type = HistoryOrderGetInteger(ticket, ORDER_TYPE);
   long state = HistoryOrderGetInteger(ticket, ORDER_STATE);
   if(type <= ORDER_TYPE_SELL || type > ORDER_TYPE_SELL_STOP_LIMIT)
      return false;
   return state == ORDER_STATE_CANCELED || state == ORDER_STATE_EXPIRED || state == ORDER_STATE_REJECTED;
  }

void SendGone(const ulong ticket)
  {
   long state = HistoryOrderGetInteger(ticket, ORDER_STATE);
   ulong magic = (ulong)HistoryOrderGetInteger(ticket, ORDER_MAGIC);
   StepEntry entry;
   ClearStep(entry);
   string comment = HistoryOrderGetString(ticket, ORDER_COMMENT);
   int owner = g_steps.Owner(magic, comment, ticket);
   if(owner >= 0)
      g_steps.Get(owner, entry);
   else
      NoteUnowned(magic, comment);
   string reason = "cancelled";
   if(state == ORDER_STATE_EXPIRED)
      reason = "expired";
   if(state == ORDER_STATE_REJECTED)
      reason = "rejected";
   g_link.Send("gone" + Field("ticket", UlongText(ticket)) + Field("magic", UlongText(magic)) +
               Field("order", entry.order) + Field("step", IntegerToString(entry.step)) + Field("reason", reason) +
               Field("at", TimeText(g_clock.UtcOfServerMs(HistoryOrderGetInteger(ticket, ORDER_TIME_DONE_MSC)))));
   if(owner >= 0)
      g_recovery.Seen(owner);
  }

#endif
