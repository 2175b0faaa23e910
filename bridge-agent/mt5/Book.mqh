//+------------------------------------------------------------------+
//| Book.mqh: order books.                                            |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_BOOK_MQH
#define SALLYPORT_BOOK_MQH

/** Levels of a side that are told. */
#define BOOK_DEPTH 32

class CBooks
  {
private:
   string            m_books[];
   int               m_bookCount;

   /** One side of a book, best first: asks rise, bids fall. */
   string            SideText(MqlBookInfo &book[], const bool asks, const int digits)
     {
      string text = "";
      int count = ArraySize(book);
      double last = 0.0;
      for(int told = 0; told < BOOK_DEPTH; told++)
        {
         int best = -1;
         for(int i = 0; i < count; i++)
           {
            bool ask = book[i].type == BOOK_TYPE_SELL || book[i].type == BOOK_TYPE_SELL_MARKET;
            if(ask != asks || book[i].price <= 0.0)
               continue;
            if(told > 0 && (asks ? book[i].price <= last : book[i].price >= last))
               continue;
            if(best < 0 || (asks ? book[i].price < book[best].price : book[i].price > book[best].price))
               best = i;
           }
         if(best < 0)
            break;
         last = book[best].price;
         double lots = book[best].volume_real > 0.0 ? book[best].volume_real : (double)book[best].volume;
         if(text != "")
            text += ";";
         text += PriceText(last, digits) + "," + LotsText(lots);
        }
      return text;
     }

public:
   void              Start(void)
     {
      m_bookCount = 0;
     }

   void              Silence(void)
     {
      SetBooks("");
     }

   void              SetBooks(const string list)
     {
      for(int i = 0; i < m_bookCount; i++)
         MarketBookRelease(m_books[i]);
      m_bookCount = 0;
      string names[];
      int count = StringSplit(list, (ushort)';', names);
      for(int i = 0; i < count; i++)
        {
         if(names[i] == "" || !MarketBookAdd(names[i]))
            continue;
         ArrayResize(m_books, m_bookCount + 1, 16);
         m_books[m_bookCount] = names[i];
         m_bookCount++;
        }
     }

   /** One program's MarketBookAdd makes every program hear of the book: others' symbols are passed over. */
   void              OnBook(const string symbol)
     {
      MqlBookInfo book[];
      bool wanted = false;
      for(int i = 0; i < m_bookCount; i++)
         wanted = wanted || m_books[i] == symbol;
      if(!wanted || !g_link.HasRoom() || !MarketBookGet(symbol, book))
         return;
      int digits = (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS);
      g_link.Send("book" + Field("symbol", Clean(symbol, 64)) + Field("bids", SideText(book, false, digits)) +
                  Field("asks", SideText(book, true, digits)) + Field("at", TimeText(g_clock.NowMs())));
     }
  };

CBooks g_books;

#endif
