/** The policy file that `policy init` and pairing write: every key, all of them commented out. */
export const policyExample = `# The policy of this trading host: what the agent lets through, whatever the gateway says.
# It can only narrow. docs/policy.md explains every key. The agent reads the file again when it changes;
# "sallyport-agent policy check" says whether it is right. A limit that is not set does not exist.

version = 1

# [account]
# initial_balance = 100000     # what "static" and percentages of the initial balance count from
# external = "count"           # positions that Sallyport did not open: count | ignore

# [day]                        # when a trading day begins, for daily limits
# starts = "17:00"
# zone = "America/New_York"

# [symbols]                    # * stands for any characters, ? for one
# allow = ["EURUSD*", "XAUUSD"]
# deny = ["*.pro"]

# [volume]
# max_lots_per_order = 1.0
# max_lots_per_symbol = 3.0    # open and pending together

# [orders]
# max_positions = 5            # pending orders counted, because they become positions
# max_pending = 5
# max_per_minute = 10          # entries in any 60 seconds

# [hours]                      # entries only; a day that is not named is closed
# zone = "Europe/London"
# monday = ["08:00-17:30"]
# friday = ["08:00-12:00", "13:00-16:00"]
# sunday = ["22:00-02:00"]     # goes on past midnight

# [daily_loss]
# percent = 5                  # and/or: money = 5000
# percent_of = "initial_balance"   # reference | initial_balance
# from = "higher"              # of the day's start: balance | equity | higher
# action = "flatten"           # stop_entries | cancel_pending | flatten
# until = "next_day"           # next_day | resume

# [[drawdown]]                 # as many as you need
# kind = "trailing_equity"     # day_start | day_high | static | trailing_equity | trailing_end_of_day
# percent = 10
# percent_of = "initial_balance"
# stop_at_initial = true       # the floor follows no higher than the initial balance
# action = "flatten"

# [equity_floor]
# money = 90000
# action = "flatten"

# [gateway_away]
# after_seconds = 120
# action = "stop_entries"      # hold | stop_entries | cancel_pending | flatten
# until = "back"               # back | resume

# [closes]
# allowed = "always"           # always | trading_hours | never
`;
