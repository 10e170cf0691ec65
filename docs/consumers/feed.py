#!/usr/bin/env python3
"""Follows Luciq's feed of events with nothing but the standard library, and prints each event as one line of JSON.

    python3 feed.py http://127.0.0.1:3000 poll --cursor-file cursor.txt
    python3 feed.py http://127.0.0.1:3000 stream --cursor-file cursor.txt

The credential is taken from LUCIQ_EVENTS_CREDENTIAL. The cursor is written after an event was handled: started again, the
program goes on from there. An event may come twice after a crash in between; its id is then the same.
"""
import argparse
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

WAIT_SECONDS = 50
# Longer than the feed stays silent: 15 s on a stream, WAIT_SECONDS on a long poll.
TIMEOUT_SECONDS = WAIT_SECONDS + 20
LONGEST_PAUSE_SECONDS = 30


def handle(event):
    """What a service does with an event; this one prints it."""
    print(json.dumps(event), flush=True)


class Cursor:
    """Where to go on, kept in a file. A service keeps it in the transaction with what it made of the events."""

    def __init__(self, file):
        self.file = file
        self.value = "beginning"
        if file and os.path.exists(file):
            with open(file, encoding="ascii") as kept:
                self.value = kept.read().strip() or self.value

    def move(self, value):
        self.value = value
        if self.file:
            with open(self.file + ".new", "w", encoding="ascii") as kept:
                kept.write(value)
            os.replace(self.file + ".new", self.file)


def request(options, query, headers):
    address = f"{options.base}/events/v1?{urllib.parse.urlencode(query)}"
    headers = {"Authorization": f"Bearer {options.credential}", **headers}
    return urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=TIMEOUT_SECONDS)


def poll(options, cursor):
    """One page, which waits for an event where there is none."""
    with request(options, {**options.filter, "after": cursor.value, "limit": 1000, "wait": WAIT_SECONDS}, {}) as answer:
        for event in json.load(answer):
            handle(event)
        cursor.move(answer.headers["Stream-Next-Offset"])


def stream(options, cursor):
    """One stream, until it ends. The id of an event is the cursor behind it; an id alone moves the cursor on."""
    headers = {"Accept": "text/event-stream", "Last-Event-ID": cursor.value}
    with request(options, options.filter, headers) as answer:
        place, data = None, []
        for line in answer:
            name, _, value = line.decode("utf-8").rstrip("\r\n").partition(":")
            value = value.removeprefix(" ")
            if name == "id":
                place = value
            elif name == "data":
                data.append(value)
            elif name == "" and value == "" and place is not None:
                if data:
                    handle(json.loads("\n".join(data)))
                cursor.move(place)
                place, data = None, []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", help="address of the gateway")
    parser.add_argument("how", choices=["poll", "stream"])
    parser.add_argument("--cursor-file", help="where the cursor is kept")
    parser.add_argument("--company", help="companies, with commas between them")
    parser.add_argument("--type", help="types, with commas between them")
    options = parser.parse_args()
    options.credential = os.environ["LUCIQ_EVENTS_CREDENTIAL"]
    options.filter = {name: value for name, value in [("company", options.company), ("type", options.type)] if value}
    cursor, pause = Cursor(options.cursor_file), 1
    follow = poll if options.how == "poll" else stream
    while True:
        before = cursor.value
        try:
            follow(options, cursor)
            pause = 1
        except urllib.error.HTTPError as error:
            problem = json.load(error)
            print(problem["detail"], file=sys.stderr, flush=True)
            # What does not pass by itself: a wrong request, no right, a cursor of another history.
            if error.code not in (429, 503):
                return 1
            time.sleep(int(error.headers["Retry-After"]))
        except OSError as error:
            print(f"The gateway does not answer ({error}); trying again.", file=sys.stderr, flush=True)
            time.sleep(pause)
            pause = 1 if cursor.value != before else min(LONGEST_PAUSE_SECONDS, pause * 2)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(0)
