//+------------------------------------------------------------------+
//| Orders.mqh: steps from the agent to the venue, and the results.   |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_ORDERS_MQH
#define SALLYPORT_ORDERS_MQH

/**
 * Sends every step at most once. Steps that came together are journaled together and sent one after the
 * other, none before all are on the disk. A step that is known is answered from the journal. What the
 * venue did is learnt from the answer to the request, or from its records when that does not come.
 */
class COrders
  {
private:
   EnumMagicMode     m_mode;
   ulong             m_fixedMagic;
   int               m_batch[];
   int               m_batchCount;
   ulong             m_sentAt;
   long              m_sendMicros;
   long              m_answerMicros;

   void              SendStep(const int index, StepEntry &entry)
     {
      if(g_outcomes.IsTelling())
         g_link.Send("journaled" + Field("order", entry.order) + Field("step", IntegerToString(entry.step)) +
                     Field("at", TimeText(entry.journaledAt)));
      MqlTradeRequest request;
      MqlTradeResult result;
      BuildRequest(entry, m_mode, m_fixedMagic, request);
      ZeroMemory(result);
      if(AccountName() != g_journal.Account())
        {
         g_outcomes.Become(index, entry, STEP_REFUSED, 0, "the terminal has switched to another account");
         return;
        }
      if(g_clock.HasPassed(entry.deadline))
        {
         g_outcomes.Become(index, entry, STEP_EXPIRED, 0, "the deadline had passed");
         return;
        }
      m_sentAt = Monotonic();
      entry.sentAt = m_sentAt;
      ResetLastError();
      bool sent = OrderSendAsync(request, result);
      int error = GetLastError();
      entry.requestId = result.request_id;
      entry.nextLook = entry.sentAt + FIRST_LOOK_US;
      m_sendMicros = (long)(Monotonic() - entry.receivedAt);
      if(sent)
        {
         g_outcomes.Note(entry.symbol + " sent");
         g_steps.Set(index, entry);
         return;
        }
      uint retcode = result.retcode;
      if(retcode == 0 && error == ERROR_TRADE_DISABLED)
         retcode = RETCODE_CLIENT_DISABLES;
      string message = result.comment;
      if(message == "")
         message = "not sent, error " + IntegerToString(error);
      // Error 4756 comes with refusals and with lost connections alike: only the code can prove a refusal.
      g_outcomes.Become(index, entry, ProofOf(retcode) == PROOF_REFUSED ? STEP_REJECTED : STEP_SENT, retcode, message);
     }

   /** The step that the terminal's answer is about, or -1. */
   int               StepOfRequest(const MqlTradeRequest &request, const MqlTradeResult &result)
     {
      StepEntry entry;
      int index = g_steps.Owner(request.magic, request.comment, 0);
      if(index >= 0)
        {
         g_steps.Get(index, entry);
         bool other = entry.requestId != 0 && result.request_id != 0 && entry.requestId != result.request_id;
         return other ? -1 : index;
        }
      for(int i = 0; i < g_steps.OpenCount(); i++)
        {
         g_steps.Get(g_steps.OpenAt(i), entry);
         if(entry.requestId != 0 && entry.requestId == result.request_id && entry.symbol == request.symbol)
            return g_steps.OpenAt(i);
        }
      return -1;
     }

public:
   void              Start(const EnumMagicMode mode, const ulong fixedMagic)
     {
      m_mode = mode;
      m_fixedMagic = fixedMagic;
      m_batchCount = 0;
      m_sentAt = 0;
      m_sendMicros = -1;
      m_answerMicros = -1;
     }

   /** Microseconds from the frame to the send, and from the send to the answer; -1 when there was none. */
   long              SendMicros(void)
     {
      return m_sendMicros;
     }

   long              AnswerMicros(void)
     {
      return m_answerMicros;
     }

   /** Takes a `submit`; `CarryOut` sends what was taken. False when the frame is bad. */
   bool              Accept(CFields &fields, const string frame, const ulong receivedAt)
     {
      StepEntry entry;
      if(!ReadStep(fields, entry))
         return false;
      int known = g_steps.Find(entry.magic);
      if(known >= 0)
        {
         StepEntry before;
         g_steps.Get(known, before);
         if(before.order == entry.order && before.step == entry.step)
           {
            g_outcomes.Tell("result", before);
            return true;
           }
         entry.state = STEP_REFUSED;
         entry.message = "another step has this magic number";
         entry.at = g_clock.NowMs();
         g_outcomes.Tell("result", entry);
         return true;
        }
      if(g_unowned.Has(entry.magic))
        {
         g_recovery.TakeLost(entry);
         g_outcomes.Tell("result", entry);
         return true;
        }
      entry.receivedAt = receivedAt;
      int index = g_journal.Begin(entry, frame);
      string obstacle = TradeObstacle();
      if(g_clock.HasPassed(entry.deadline))
         g_outcomes.Become(index, entry, STEP_EXPIRED, 0, "the deadline had passed");
      else if(obstacle != "")
         g_outcomes.Become(index, entry, STEP_REFUSED, RetcodeOfObstacle(obstacle), ObstacleText(obstacle));
      else
        {
         g_steps.Set(index, entry);
         ArrayResize(m_batch, m_batchCount + 1, 64);
         m_batch[m_batchCount] = index;
         m_batchCount++;
        }
      return true;
     }

   /** Journals and sends what `Accept` took. */
   void              CarryOut(void)
     {
      if(m_batchCount == 0)
         return;
      StepEntry entry;
      bool written = g_journal.Commit();
      for(int i = 0; i < m_batchCount; i++)
        {
         g_steps.Get(m_batch[i], entry);
         if(written)
            SendStep(m_batch[i], entry);
         else
            g_outcomes.Become(m_batch[i], entry, STEP_REFUSED, 0, "the journal cannot be written; nothing was sent");
        }
      m_batchCount = 0;
      if(!written)
         g_faults.Tell("journal_failed", "the journal cannot be written (disk full?); orders are refused");
     }

   /** The terminal has the server's answer to a request. */
   void              Answered(const MqlTradeRequest &request, const MqlTradeResult &result)
     {
      int index = StepOfRequest(request, result);
      if(index < 0)
         return;
      StepEntry entry;
      g_steps.Get(index, entry);
      // Settled by the records before, or answered twice.
      if(entry.state != STEP_SENT)
         return;
      if(entry.sentAt != 0)
         m_answerMicros = (long)(Monotonic() - entry.sentAt);
      if(result.order != 0)
         entry.ticket = result.order;
      else if(entry.ticket == 0)
         entry.ticket = entry.target;
      entry.deal = result.deal;
      EnumProof proof = ProofOf(result.retcode);
      bool onItsWay = result.retcode == RETCODE_PLACED && entry.action == STEP_DEAL && result.deal == 0;
      if(proof == PROOF_ACCEPTED && !onItsWay)
         g_outcomes.Become(index, entry, STEP_DONE, result.retcode, result.comment);
      else if(proof == PROOF_REFUSED)
         g_outcomes.Become(index, entry, STEP_REJECTED, result.retcode, result.comment);
      else
        {
         entry.nextLook = Monotonic() + ANSWER_GRACE_US;
         entry.looks = 0;
         g_outcomes.Become(index, entry, STEP_SENT, result.retcode, result.comment);
        }
     }

   /** True while a request is so fresh that its answer is likely to come within milliseconds. */
   bool              IsAwaiting(void)
     {
      return g_steps.OpenCount() > 0 && m_sentAt != 0 && Monotonic() - m_sentAt < FIRST_LOOK_US;
     }
  };

COrders g_orders;

#endif
