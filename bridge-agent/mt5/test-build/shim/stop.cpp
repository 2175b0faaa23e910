#include "stop.h"
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <unistd.h>

int _LastError = 0;

void SetUserError(unsigned short code) { _LastError = 65536 + code; }

void mql_log(const char *event, const char *utf8) {
  std::string line = std::string("{\"event\":\"") + event + "\",\"text\":\"";
  for (const char *at = utf8; *at != 0; ++at) {
    unsigned char byte = static_cast<unsigned char>(*at);
    char escaped[8];
    if (byte == '"' || byte == '\\') {
      line += '\\';
      line += *at;
    } else if (byte < 0x20) {
      snprintf(escaped, sizeof escaped, "\\u%04x", byte);
      line += escaped;
    } else {
      line += *at;
    }
  }
  line += "\"}\n";
  if (write(STDERR_FILENO, line.data(), line.size()) < 0) return;
}

void mql_stop(const char *reason) {
  mql_log("program_stopped", reason);
  _exit(STOPPED_STATUS);
}

static std::string crash_place;
static long crash_left = 0;

void set_crash_point(const char *setting) {
  const char *colon = strchr(setting, ':');
  crash_place = colon == nullptr ? std::string(setting) : std::string(setting, colon);
  crash_left = colon == nullptr ? 1 : atol(colon + 1);
}

void crash_point(const char *place) {
  if (crash_place != place || --crash_left != 0) return;
  kill(getpid(), SIGKILL);
  for (;;) pause();
}
