//+------------------------------------------------------------------+
//| Index.mqh: where things are, by magic number or ticket.           |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_INDEX_MQH
#define SALLYPORT_INDEX_MQH

#define INDEX_FIRST_SIZE 1024

/**
 * A hash table with open addressing from a ulong (never 0) to an int that is not negative. MQL5 has none
 * of its own outside its include library, and a linear search would make every order slower than the last.
 */
class CIndex
  {
private:
   ulong             m_keys[];
   int               m_values[];
   int               m_size;
   int               m_count;

   /** The slot of a key, or the empty one where it belongs. */
   int               Slot(const ulong key)
     {
      ulong mixed = key ^ (key >> 29);
      mixed *= (ulong)0x9E3779B97F4A7C15;
      int slot = (int)((mixed >> 33) % (ulong)m_size);
      while(m_keys[slot] != 0 && m_keys[slot] != key)
         slot = slot + 1 < m_size ? slot + 1 : 0;
      return slot;
     }

   void              Resize(const int size)
     {
      m_size = size;
      ArrayResize(m_keys, size);
      ArrayResize(m_values, size);
      for(int i = 0; i < size; i++)
        {
         m_keys[i] = 0;
         m_values[i] = -1;
        }
     }

   void              Grow(void)
     {
      ulong keys[];
      int values[];
      int size = m_size;
      ArrayResize(keys, size);
      ArrayResize(values, size);
      for(int i = 0; i < size; i++)
        {
         keys[i] = m_keys[i];
         values[i] = m_values[i];
        }
      Resize(size * 2);
      for(int i = 0; i < size; i++)
        {
         if(keys[i] == 0)
            continue;
         int slot = Slot(keys[i]);
         m_keys[slot] = keys[i];
         m_values[slot] = values[i];
        }
     }

public:
   void              Clear(void)
     {
      m_count = 0;
      Resize(INDEX_FIRST_SIZE);
     }

   int               Count(void)
     {
      return m_count;
     }

   /** -1 when the key is not there. */
   int               Find(const ulong key)
     {
      if(key == 0)
         return -1;
      int slot = Slot(key);
      return m_keys[slot] == key ? m_values[slot] : -1;
     }

   bool              Has(const ulong key)
     {
      return Find(key) >= 0;
     }

   /** A key that is there already gets the new value. */
   void              Put(const ulong key, const int value)
     {
      if(key == 0)
         return;
      if(m_count * 2 >= m_size)
         Grow();
      int slot = Slot(key);
      if(m_keys[slot] == 0)
         m_count++;
      m_keys[slot] = key;
      m_values[slot] = value;
     }
  };

#endif
