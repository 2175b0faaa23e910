//+------------------------------------------------------------------+
//| Panel.mqh: the lines on the chart.                                |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_PANEL_MQH
#define SALLYPORT_PANEL_MQH

#define PANEL_PREFIX "Sallyport"
/** The last ones are for a sentence. */
#define PANEL_ROWS 9
#define SENTENCE_ROW 6
/** A label shows so many characters, and cuts the rest. */
#define PANEL_WIDTH 63
#define PANEL_EVERY_US 250000
#define PANEL_LEFT 12
#define PANEL_TOP 24
#define PANEL_ROW_HEIGHT 16

class CPanel
  {
private:
   bool              m_shown;
   ulong             m_drawnAt;
   string            m_texts[];
   string            m_gateway;
   string            m_halted;
   string            m_last;

   string            RowName(const int row)
     {
      return PANEL_PREFIX + IntegerToString(row);
     }

   void              Row(const int row, const string whole, const color tint)
     {
      string text = StringSubstr(whole, 0, PANEL_WIDTH);
      if(m_texts[row] == text)
         return;
      m_texts[row] = text;
      ObjectSetString(0, RowName(row), OBJPROP_TEXT, text);
      ObjectSetInteger(0, RowName(row), OBJPROP_COLOR, tint);
     }

   /** Over the rows that are left, broken at blanks. */
   void              Sentence(const string sentence)
     {
      string left = sentence;
      for(int row = SENTENCE_ROW; row < PANEL_ROWS; row++)
        {
         int length = StringLen(left);
         int end = length;
         if(length > PANEL_WIDTH)
           {
            end = PANEL_WIDTH;
            while(end > 1 && StringGetCharacter(left, end) != ' ')
               end--;
            if(end == 1)
               end = PANEL_WIDTH;
           }
         // A label without a text shows the word "Label".
         Row(row, end == 0 ? " " : StringSubstr(left, 0, end), clrRed);
         if(end < length && StringGetCharacter(left, end) == ' ')
            end++;
         left = end < length ? StringSubstr(left, end) : "";
        }
     }

   string            Milliseconds(const long micros)
     {
      if(micros < 0)
         return "-";
      return DoubleToString((double)micros / 1000.0, 1) + " ms";
     }

public:
   void              Start(const bool shown)
     {
      m_shown = shown;
      m_drawnAt = 0;
      m_gateway = "";
      m_halted = "";
      m_last = "";
      ArrayResize(m_texts, PANEL_ROWS);
      for(int i = 0; i < PANEL_ROWS; i++)
        {
         m_texts[i] = "";
         if(!shown)
            continue;
         ObjectCreate(0, RowName(i), OBJ_LABEL, 0, 0, 0);
         ObjectSetInteger(0, RowName(i), OBJPROP_CORNER, CORNER_LEFT_UPPER);
         ObjectSetInteger(0, RowName(i), OBJPROP_XDISTANCE, PANEL_LEFT);
         ObjectSetInteger(0, RowName(i), OBJPROP_YDISTANCE, PANEL_TOP + i * PANEL_ROW_HEIGHT);
         ObjectSetInteger(0, RowName(i), OBJPROP_FONTSIZE, 9);
         ObjectSetInteger(0, RowName(i), OBJPROP_SELECTABLE, false);
         ObjectSetInteger(0, RowName(i), OBJPROP_HIDDEN, true);
         ObjectSetString(0, RowName(i), OBJPROP_FONT, "Consolas");
         ObjectSetString(0, RowName(i), OBJPROP_TEXT, " ");
        }
     }

   void              Stop(void)
     {
      for(int i = 0; m_shown && i < PANEL_ROWS; i++)
         ObjectDelete(0, RowName(i));
      m_shown = false;
     }

   /** What the agent says of the gateway, of a halt and of its last order. */
   void              Said(const string gateway, const string halted, const string last)
     {
      m_gateway = gateway;
      m_halted = halted;
      m_last = last;
     }

   /** Nobody can say any more how the gateway and a halt stand. */
   void              Silence(void)
     {
      Said("", "", "");
     }

   /** `detail` is what is to be done about the link, empty when nothing is. */
   void              Draw(const string link, const string detail, const bool synced)
     {
      ulong now = Monotonic();
      if(!m_shown || now - m_drawnAt < PANEL_EVERY_US)
         return;
      m_drawnAt = now;
      string obstacle = ObstacleText(TradeObstacle());
      string sentence = detail == "" ? g_faults.Newest() : detail;
      if(sentence == "" && StringLen(m_halted) > PANEL_WIDTH / 2)
         sentence = m_halted;
      string last = m_last;
      if(last == "")
         last = g_outcomes.LastText();
      Row(0, "Sallyport  " + g_journal.Account(), clrWhite);
      Row(1, "agent      " + link, synced ? clrLime : clrOrange);
      if(m_gateway == "up")
         Row(2, "gateway    connected", clrLime);
      else
         Row(2, m_gateway == "" ? "gateway    unknown" : "gateway    not connected", clrOrange);
      if(m_halted != "")
         Row(3, "trading    halted: " + m_halted, clrRed);
      else if(obstacle != "")
         Row(3, "trading    off: " + obstacle, clrRed);
      else
         Row(3, synced ? "trading    on" : "trading    waiting", synced ? clrLime : clrOrange);
      Row(4, "last order " + last, clrSilver);
      Row(5, "speed      to the broker " + Milliseconds(g_orders.SendMicros()) + ", answer " +
          Milliseconds(g_orders.AnswerMicros()), clrSilver);
      Sentence(sentence);
      ChartRedraw(0);
     }
  };

CPanel g_panel;

#endif
