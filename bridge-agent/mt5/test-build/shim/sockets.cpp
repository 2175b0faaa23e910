#include "sockets.h"
#include "clock.h"
#include "constants.h"
#include "terminal.h"
#include <arpa/inet.h>
#include <cerrno>
#include <fcntl.h>
#include <map>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

SocketRules socket_rules;

namespace {

constexpr size_t MOST_SOCKETS = 128;
constexpr long TIMEOUT_OF_ZERO_MS = 120'000;
constexpr int NOT_ALLOWED = ERR_FUNCTION_NOT_ALLOWED;

struct Socket {
  int fd = -1;
  bool connected = false;
  /// The first question whether something can be read is answered by guessing.
  bool guesses = true;
};

std::map<int, Socket> sockets;
int next_handle = 1;

Socket *socket_of(int handle) {
  auto found = sockets.find(handle);
  if (found != sockets.end()) return &found->second;
  _LastError = ERR_NETSOCKET_INVALIDHANDLE;
  return nullptr;
}

bool is_allowed(const std::string &host) {
  return ("," + socket_rules.allowed_hosts + ",").find("," + host + ",") != std::string::npos;
}

/// Every error of a socket ends its connection.
int broken(Socket &socket) {
  if (socket.fd >= 0) close(socket.fd);
  socket.fd = -1;
  socket.connected = false;
  _LastError = ERR_NETSOCKET_IO_ERROR;
  return -1;
}

bool connect_within(int fd, const sockaddr_in &address, uint timeout_ms) {
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  if (connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
    pollfd waits{fd, POLLOUT, 0};
    int error = 0;
    socklen_t size = sizeof error;
    if (errno != EINPROGRESS || poll(&waits, 1, static_cast<int>(timeout_ms)) <= 0) return false;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) return false;
  }
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return true;
}

} // namespace

int SocketCreate(uint) {
  if (sockets.size() >= MOST_SOCKETS) {
    _LastError = ERR_NETSOCKET_TOO_MANY_OPENED;
    return -1;
  }
  sockets[next_handle] = Socket();
  return next_handle++;
}

bool SocketClose(int handle) {
  Socket *socket = socket_of(handle);
  if (socket == nullptr) return false;
  if (socket->fd >= 0) close(socket->fd);
  sockets.erase(handle);
  return true;
}

bool SocketConnect(int handle, const string &host, uint port, uint timeout_ms) {
  Socket *socket = socket_of(handle);
  if (socket == nullptr) return false;
  std::string name = host.utf8();
  if (!is_allowed(name)) return mql_fail(NOT_ALLOWED);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bool known = inet_pton(AF_INET, name == "localhost" ? "127.0.0.1" : name.c_str(), &address.sin_addr) == 1;
  if (socket->connected || !known || !connect_within(fd, address, timeout_ms)) {
    close(fd);
    return mql_fail(ERR_NETSOCKET_CANNOT_CONNECT);
  }
  socket->fd = fd;
  socket->connected = true;
  return true;
}

bool SocketIsConnected(int handle) {
  Socket *socket = socket_of(handle);
  return socket != nullptr && socket->connected;
}

uint SocketIsReadable(int handle) {
  Socket *socket = socket_of(handle);
  int waiting = 0;
  if (socket == nullptr || !socket->connected || ioctl(socket->fd, FIONREAD, &waiting) != 0) return 0;
  if (waiting == 0 && socket->guesses) waiting = 1;
  socket->guesses = false;
  return static_cast<uint>(waiting);
}

bool SocketIsWritable(int handle) {
  Socket *socket = socket_of(handle);
  if (socket == nullptr || !socket->connected) return false;
  pollfd asks{socket->fd, POLLOUT, 0};
  return poll(&asks, 1, 0) > 0 && (asks.revents & POLLOUT) != 0;
}

bool SocketTimeouts(int handle, uint, uint) { return socket_of(handle) != nullptr; }

int SocketRead(int handle, mql_array<uchar> &buffer, uint most, uint timeout_ms) {
  Socket *socket = socket_of(handle);
  if (socket == nullptr) return -1;
  if (!socket->connected) return broken(*socket);
  long wait = timeout_ms == 0 ? TIMEOUT_OF_ZERO_MS : timeout_ms;
  long until = static_cast<long>(GetMicrosecondCount()) + wait * 1'000;
  if (static_cast<long>(most) > buffer.size()) buffer.resize(most, 0);
  most = std::min(most, static_cast<uint>(buffer.size()));
  uint got = 0;
  while (got < most) {
    ssize_t read = recv(socket->fd, buffer.data() + got, most - got, MSG_DONTWAIT);
    if (read == 0) return got > 0 ? static_cast<int>(got) : broken(*socket);
    if (read > 0) {
      got += static_cast<uint>(read);
      if (!socket_rules.read_fills) break;
      continue;
    }
    if (errno != EAGAIN && errno != EINTR) return got > 0 ? static_cast<int>(got) : broken(*socket);
    long left = until - static_cast<long>(GetMicrosecondCount());
    if (left <= 0) break;
    // The rest of the terminal goes on while the program waits here.
    terminal().pump(static_cast<int>((left + 999) / 1'000), socket->fd);
  }
  return got > 0 ? static_cast<int>(got) : -1;
}

int SocketSend(int handle, const mql_array<uchar> &buffer, uint size) {
  Socket *socket = socket_of(handle);
  if (socket == nullptr) return -1;
  if (!socket->connected) return broken(*socket);
  size = std::min(size, static_cast<uint>(buffer.size()));
  ssize_t sent = send(socket->fd, buffer.data(), size, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent >= 0) return static_cast<int>(sent);
  return errno == EAGAIN ? 0 : broken(*socket);
}
