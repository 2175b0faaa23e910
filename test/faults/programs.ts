import { EA_CRASH_VARIABLE } from "../../scripts/start/expert-advisor.ts";

/**
 * What stands behind the agent: the paper terminal, which is terminal and broker in one, or the compiled
 * expert advisor with a broker of its own.
 */
export const terminalKinds = ["paper", "ea"] as const;
export type TerminalKind = (typeof terminalKinds)[number];

/** `terminal` is the paper terminal or the expert advisor, `venue` the expert advisor's broker. */
export type Program = "gateway" | "agent" | "terminal" | "venue";
/** `agent`: between agent and gateway; `terminal`: between terminal and agent; `venue`: between the two. */
export type Link = "agent" | "terminal" | "venue";

export interface CrashPlaces {
  /** The variable that tells the program where to kill itself. */
  readonly variable: string;
  readonly places: readonly string[];
}

/** What can be struck in an installation. */
export interface Targets {
  /** A gateway takes longest to be back, so it is killed less often than those that find more. */
  readonly killWeights: Readonly<Partial<Record<Program, number>>>;
  readonly links: readonly Link[];
  readonly crashPlaces: Readonly<Record<"agent" | "terminal", CrashPlaces>>;
}

const agentPlaces: CrashPlaces = {
  variable: "SALLYPORT_AGENT_CRASH",
  places: ["after_journal", "before_pass", "after_pass", "before_report"],
};

export const targetsOf: Readonly<Record<TerminalKind, Targets>> = {
  paper: {
    killWeights: { gateway: 3, agent: 4, terminal: 4 },
    links: ["agent", "terminal"],
    crashPlaces: {
      agent: agentPlaces,
      terminal: {
        variable: "SALLYPORT_TERMINAL_CRASH",
        places: ["after_journal", "after_execute", "before_result"],
      },
    },
  },
  ea: {
    killWeights: { gateway: 3, agent: 4, terminal: 4, venue: 2 },
    links: ["agent", "terminal", "venue"],
    crashPlaces: {
      agent: agentPlaces,
      terminal: {
        variable: EA_CRASH_VARIABLE,
        places: ["after_flush", "before_send", "after_send", "on_result", "before_result"],
      },
    },
  },
};
