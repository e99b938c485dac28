/* loopback: the web server of the download test, for this machine only.
 *
 *     loopback [--cut N] [--no-range] FOLDER
 *
 * Serves the files of FOLDER on 127.0.0.1 at a free port, which it prints on stdout, one request
 * per connection. Logs each request on stderr: status, name, first byte asked for ("-": no range).
 * --cut N     hangs up after N bytes of body at the first request for each name
 * --no-range  answers a range with the whole file, as simple servers do
 * Ends at SIGTERM, and by itself after a minute, so that a broken test leaves nothing running. */
#include <arpa/inet.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_NAMES = 64, NAME_SIZE = 128, HEAD_SIZE = 8192 };

static long cut = LONG_MAX; // bytes of body at the first request for a name
static bool ranges = true;

static void end(int signal_number)
{
    (void)signal_number;
    _exit(0);
}

static bool is_first_request(const char *name)
{
    static char seen[MAX_NAMES][NAME_SIZE];
    static int count;
    for (int i = 0; i < count; i++)
        if (strcmp(seen[i], name) == 0)
            return false;
    if (count < MAX_NAMES)
        strcpy(seen[count++], name);
    return true;
}

// Reads to the empty line that ends a request's head; false if the client hangs up before it.
static bool read_head(int client, char head[HEAD_SIZE])
{
    for (size_t used = 0; used < HEAD_SIZE - 1;) {
        ssize_t n = read(client, head + used, HEAD_SIZE - 1 - used);
        if (n <= 0)
            return false;
        used += (size_t)n;
        head[used] = '\0';
        if (strstr(head, "\r\n\r\n"))
            return true;
    }
    return false;
}

// The N of "Range: bytes=N-" in the head, or -1.
static long range_start(const char *head)
{
    long start = -1;
    for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n"))
        if (strncasecmp(line + 2, "Range: bytes=", 13) == 0)
            sscanf(line + 15, "%ld-", &start);
    return start;
}

static void send_body(int client, FILE *file, long start, long size)
{
    char block[4096];
    fseek(file, start, SEEK_SET);
    while (size > 0) {
        size_t want = size < (long)sizeof block ? (size_t)size : sizeof block;
        size_t n = fread(block, 1, want, file);
        for (size_t sent = 0; sent < n;) {
            ssize_t m = write(client, block + sent, n - sent);
            if (m <= 0)
                return;
            sent += (size_t)m;
        }
        if (n < want)
            return;
        size -= (long)n;
    }
}

static void answer(int client, const char *head)
{
    char name[NAME_SIZE] = "?";
    struct stat info;
    long asked = range_start(head), size = 0, start = 0;
    FILE *file = NULL;
    // The folder is the working directory, and a name with a slash in it is never served.
    if (sscanf(head, "GET /%127[^ /?\r\n]", name) == 1 && stat(name, &info) == 0 && S_ISREG(info.st_mode) &&
        (file = fopen(name, "rb")) != NULL)
        size = (long)info.st_size;

    const char *status = "200 OK";
    if (!file) {
        status = "404 Not Found";
    } else if (ranges && asked >= size) {
        status = "416 Range Not Satisfiable";
        start = size;
    } else if (ranges && asked >= 0) {
        status = "206 Partial Content";
        start = asked;
    }
    fprintf(stderr, "%.3s %s ", status, name);
    fprintf(stderr, asked < 0 ? "-\n" : "%ld\n", asked);

    long length = size - start;
    dprintf(client, "HTTP/1.1 %s\r\nContent-Length: %ld\r\nConnection: close\r\n", status, length);
    if (strncmp(status, "206", 3) == 0)
        dprintf(client, "Content-Range: bytes %ld-%ld/%ld\r\n", start, size - 1, size);
    dprintf(client, "\r\n");
    if (file) {
        send_body(client, file, start, is_first_request(name) && cut < length ? cut : length);
        fclose(file);
    }
}

static int listen_on_loopback(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK); // and port 0: the system picks a free one
    int server = socket(AF_INET, SOCK_STREAM, 0);
    if (server < 0 || bind(server, (struct sockaddr *)&address, size) != 0 || listen(server, 16) != 0 ||
        getsockname(server, (struct sockaddr *)&address, &size) != 0) {
        perror("loopback");
        exit(1);
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return server;
}

int main(int argc, char **argv)
{
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++) {
        if (strcmp(argv[i], "--no-range") == 0)
            ranges = false;
        else if (strcmp(argv[i], "--cut") == 0 && i + 1 < argc)
            cut = strtol(argv[++i], NULL, 10);
        else
            break;
    }
    if (i != argc - 1 || chdir(argv[i]) != 0) {
        fprintf(stderr, "usage: loopback [--cut N] [--no-range] FOLDER\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, end);
    signal(SIGALRM, end);
    alarm(60);
    for (int server = listen_on_loopback();;) {
        char head[HEAD_SIZE];
        int client = accept(server, NULL, NULL);
        if (client < 0)
            continue;
        if (read_head(client, head))
            answer(client, head);
        close(client);
    }
}
