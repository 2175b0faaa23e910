#include "wire.h"
#include <arpa/inet.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

static const char SEPARATOR = 0x1f;
static const size_t HEADER_BYTES = 4;
static const size_t MOST_BYTES = 16'384;

const std::string *Record::find(const char *key) const {
  for (const auto &[name, value] : fields_) {
    if (name == key) return &value;
  }
  return nullptr;
}

const std::string &Record::text(const char *key) const {
  static const std::string none;
  const std::string *found = find(key);
  return found == nullptr ? none : *found;
}

long Record::integer(const char *key) const { return strtol(text(key).c_str(), nullptr, 10); }
unsigned long Record::ticket(const char *key) const { return strtoul(text(key).c_str(), nullptr, 10); }
double Record::real(const char *key) const { return strtod(text(key).c_str(), nullptr); }

Record &Record::set(const char *key, std::string value) {
  for (auto &[name, old] : fields_) {
    if (name != key) continue;
    old = std::move(value);
    return *this;
  }
  fields_.emplace_back(key, std::move(value));
  return *this;
}

Record &Record::set(const char *key, double value) { return set(key, decimal_text(value)); }

std::string decimal_text(double value) {
  char text[400];
  for (int digits = 0; digits <= 17; digits++) {
    snprintf(text, sizeof text, "%.*f", digits, value);
    if (strtod(text, nullptr) == value) break;
  }
  return text;
}

Record Record::read(const char *body, size_t size) {
  Record record;
  const char *end = body + size;
  for (const char *at = body; at <= end;) {
    const char *stop = static_cast<const char *>(memchr(at, SEPARATOR, static_cast<size_t>(end - at)));
    if (stop == nullptr) stop = end;
    const char *equals = static_cast<const char *>(memchr(at, '=', static_cast<size_t>(stop - at)));
    if (at == body) record.type.assign(at, stop);
    else if (equals != nullptr) record.fields_.emplace_back(std::string(at, equals), std::string(equals + 1, stop));
    at = stop + 1;
  }
  return record;
}

std::string Record::frame() const {
  std::string body = type;
  for (const auto &[name, value] : fields_) {
    body += SEPARATOR;
    body += name + "=";
    for (char unit : value) body += static_cast<unsigned char>(unit) < 0x20 ? ' ' : unit;
  }
  uint32_t length = htonl(static_cast<uint32_t>(body.size()));
  return std::string(reinterpret_cast<const char *>(&length), HEADER_BYTES) + body;
}

void Wire::aim(std::string host, int port) {
  host_ = std::move(host);
  port_ = port;
}

bool Wire::connect() {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port_));
  inet_pton(AF_INET, host_.c_str(), &address.sin_addr);
  if (::connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) {
    ::close(fd);
    return false;
  }
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fd_ = fd;
  in_.clear();
  return true;
}

void Wire::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

void Wire::send(const Record &message) {
  if (fd_ < 0) return;
  std::string bytes = message.frame();
  for (size_t done = 0; done < bytes.size();) {
    ssize_t wrote = ::send(fd_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
    if (wrote < 0 && errno == EINTR) continue;
    // Reading finds the same fault, and says it where it is handled.
    if (wrote <= 0) return;
    done += static_cast<size_t>(wrote);
  }
}

bool Wire::receive(std::vector<Record> &messages) {
  char chunk[65'536];
  bool open = true;
  for (;;) {
    ssize_t got = recv(fd_, chunk, sizeof chunk, MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    open = got > 0 || (got < 0 && errno == EAGAIN);
    if (got <= 0) break;
    in_.append(chunk, static_cast<size_t>(got));
    if (got < static_cast<ssize_t>(sizeof chunk)) break;
  }
  size_t at = 0;
  while (in_.size() - at >= HEADER_BYTES) {
    uint32_t length = 0;
    memcpy(&length, in_.data() + at, HEADER_BYTES);
    length = ntohl(length);
    if (length == 0 || length > MOST_BYTES) return false;
    if (in_.size() - at - HEADER_BYTES < length) break;
    messages.push_back(Record::read(in_.data() + at + HEADER_BYTES, length));
    at += HEADER_BYTES + length;
  }
  in_.erase(0, at);
  return open;
}
