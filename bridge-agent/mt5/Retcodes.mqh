//+------------------------------------------------------------------+
//| Retcodes.mqh: what a return code of the trade server proves.      |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_RETCODES_MQH
#define SALLYPORT_RETCODES_MQH

enum EnumProof
  {
   /** It may have been executed. Never sent again; the venue's records are asked. */
   PROOF_NONE = 0,
   PROOF_ACCEPTED = 1,
   /** Nothing was executed by this request. */
   PROOF_REFUSED = 2
  };

#define RETCODE_REJECT 10006
#define RETCODE_PLACED 10008
#define RETCODE_DONE 10009
#define RETCODE_DONE_PARTIAL 10010
#define RETCODE_SERVER_DISABLES 10026
#define RETCODE_CLIENT_DISABLES 10027
#define RETCODE_TRADE_DISABLED 10017
#define RETCODE_INVALID_ORDER 10035
#define RETCODE_POSITION_CLOSED 10036

/** "Trading by Expert Advisors prohibited" ("Runtime errors" of the MQL5 reference): nothing was sent. */
#define ERROR_TRADE_DISABLED 4752

/**
 * MetaQuotes documents the codes ("Return Codes of the Trade Server", MQL5 reference) and not what they
 * prove. A code counts as a refusal only where its description leaves no room for an execution; codes that
 * this list does not know prove nothing. Not in it on purpose: 10007 (cancelled), 10011 (error), 10012
 * (timeout), 10028 (locked) and 10031 (no connection), after each of which an order may stand at the venue.
 */
EnumProof ProofOf(const uint retcode)
  {
   switch((int)retcode)
     {
      case 10008:
      case 10009:
      case 10010:
         return PROOF_ACCEPTED;
      case 10004:
      case 10006:
      case 10013:
      case 10014:
      case 10015:
      case 10016:
      case 10017:
      case 10018:
      case 10019:
      case 10020:
      case 10021:
      case 10022:
      case 10023:
      case 10024:
      case 10025:
      case 10026:
      case 10027:
      case 10029:
      case 10030:
      case 10032:
      case 10033:
      case 10034:
      case 10035:
      case 10036:
      case 10038:
      case 10039:
      case 10040:
      case 10041:
      case 10042:
      case 10043:
      case 10044:
      case 10045:
      case 10046:
         return PROOF_REFUSED;
      default:
         return PROOF_NONE;
     }
  }

#endif
