/* propus-limits.h - every cap in one named place
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

/* Sizes are in bytes, times in milliseconds, unless the name says otherwise. */

/* --- what the API may send (Gemini events over 1.3 MB are normal: base64 pictures) --- */
#define PROPUS_LIMIT_EVENT_BYTES        (32u * 1024 * 1024)  /* one server-sent event */
#define PROPUS_LIMIT_ANSWER_BYTES       (16u * 1024 * 1024)  /* text kept of one answer */
#define PROPUS_LIMIT_REPLY_BYTES        (64u * 1024 * 1024)  /* a whole streamed reply, decoded */
#define PROPUS_LIMIT_DATA_BYTES         (32u * 1024 * 1024)  /* a picture, sound or file in an answer, in base64 */
#define PROPUS_LIMIT_ERROR_BYTES        (256u * 1024)        /* an error body; the rest is not read */
#define PROPUS_LIMIT_LIST_BYTES         (8u * 1024 * 1024)   /* a page of the model list */
#define PROPUS_LIMIT_LIST_PAGES         50u                  /* pages followed; a paging loop ends here */
#define PROPUS_LIMIT_MODELS             2000u                /* models kept */
#define PROPUS_LIMIT_MODEL_CACHE_BYTES  (8u * 1024 * 1024)   /* of the list on disk */
#define PROPUS_LIMIT_FAVORITES          100u                 /* models with a star */
#define PROPUS_LIMIT_JSON_DEPTH         64u                  /* json-glib 1.6 overflows the stack near 50,000 */
#define PROPUS_LIMIT_HEADER_BYTES       (64u * 1024)         /* what the broker passes on of a reply's headers */

/* --- what goes to the API --- */
#define PROPUS_LIMIT_PROMPT_BYTES       (8u * 1024 * 1024)   /* one prompt; the API refuses 100 MB requests */
#define PROPUS_LIMIT_STOP_SEQUENCES     5u                   /* the API takes no more */
#define PROPUS_LIMIT_PRESETS_BYTES      (16u * 1024 * 1024)  /* of the file with all presets; a longer one is none of ours */
#define PROPUS_LIMIT_CONTROL_BYTES      (1024u * 1024)       /* a body under /propus/v1/ */
#define PROPUS_LIMIT_SCAN_BYTES         (256u * 1024)        /* of a text looked through for keys at once; the reply may be twice as long */
#define PROPUS_LIMIT_REQUEST_HEAD_BYTES (32u * 1024)         /* of a program's request: its line and its headers */
#define PROPUS_LIMIT_REQUEST_HEADERS    100u                 /* of a program's request */
#define PROPUS_LIMIT_REQUEST_BYTES      (2049ull * 1024 * 1024) /* the body of a program's request; the Files API takes 2 GB */
#define PROPUS_LIMIT_LINGER_BYTES       (1024u * 1024)       /* read and dropped after a refusal, so that it arrives */
#define PROPUS_LIMIT_INLINE_BYTES       (15u * 1024 * 1024)  /* of all attachments of a request; what is more is uploaded before it */
#define PROPUS_LIMIT_CHECKED_FILE_BYTES (1024u * 1024)       /* an attached text up to this is looked through for keys */
#define PROPUS_LIMIT_PASTED_CHARS       10000                /* a longer text that is pasted may become a file */
#define PROPUS_LIMIT_ATTACHMENTS        100u                 /* of one prompt */
#define PROPUS_UPLOAD_PIECE_BYTES       (4ull * 1024 * 1024) /* of an upload, in memory at once; a multiple of 256 kB */
#define PROPUS_LIMIT_UPLOAD_ATTEMPTS    8u                   /* in a row without anything gained: some two minutes */
#define PROPUS_LIMIT_UPLOAD_RESTARTS    2u                   /* from the beginning, when the server forgot what it had */
#define PROPUS_LIMIT_DISPLAY_NAME_CHARS 200                  /* of a file at Google's; it takes 512 bytes */
#define PROPUS_LIMIT_CONNECTIONS        256u                 /* at once, on both sides of the broker */

/* --- what requests cost --- */
#define PROPUS_LIMIT_RUNAWAY            200u                 /* requests of one program in PROPUS_RUNAWAY_MS */
#define PROPUS_LIMIT_IN_FLIGHT          64u                  /* of one program at once: by so many a limit can be passed */
#define PROPUS_LIMIT_USAGE_BYTES        (8u * 1024)          /* of one usageMetadata; a longer one is not read */
#define PROPUS_LIMIT_USAGE_ROWS         1000u                /* of a page of requests */
#define PROPUS_LIMIT_PRICES_BYTES       (256u * 1024)        /* of a person's own prices.json */
#define PROPUS_LIMIT_PRICES             1000u                /* models in it */
#define PROPUS_LIMIT_SPEND              1000000000000000ull  /* above any sum that can be reached, exact in a JSON double */
#define PROPUS_LIMIT_PASSES             64u                  /* that live, of one origin; each has a port */
#define PROPUS_LIMIT_PASS_NAME_CHARS    100u
#define PROPUS_LIMIT_PASS_MODELS        64u                  /* on the list of one pass */
#define PROPUS_LIMIT_PASS_MODEL_BYTES   128u
#define PROPUS_LIMIT_PASS_PORTS         8u                   /* tried for a new one, when others have those that are free now */
#define PROPUS_SPEND_TYPICAL_OUTPUT     512u                 /* tokens, of a model of which nothing is known yet */
#define PROPUS_SPEND_TYPICAL_OF         20u                  /* the longest of so many last answers is taken for the next */
#define PROPUS_SPEND_INPUT_MAX          8192u                /* tokens guessed of a body: what is longer is mostly pictures */

/* --- the key: acceptance.md T28, gemini-api.md 2.2 --- */
#define PROPUS_LIMIT_KEY_MIN            20u
#define PROPUS_LIMIT_KEY_MAX            256u
#define PROPUS_LIMIT_TOKEN_MIN          32u                  /* of a program's token; see propus-door.c */
#define PROPUS_LIMIT_KEY_INPUT          4096u                /* read of what was typed, before trimming */
#define PROPUS_LIMIT_LABEL_BYTES        200u
#define PROPUS_LIMIT_REFUSAL_BYTES      1024u                /* of what the API said when it refused a key */
#define PROPUS_LIMIT_KEYRING_ITEMS      500u                 /* stored keys looked at; each costs a call */


/* --- looking for keys in files --- */
#define PROPUS_LIMIT_FIND_FILE_BYTES    (4u * 1024 * 1024)   /* a larger file is skipped with a reason */
#define PROPUS_LIMIT_FIND_FILES         20000u               /* looked at in the folders a person picked */
#define PROPUS_LIMIT_FIND_DEPTH         12u                  /* folders below one that was picked */
#define PROPUS_LIMIT_FINDS              500u
#define PROPUS_FIND_STORED_MS           3000u                /* a keyring may take so long to say which finds it has */

/* --- chats that come from a file, or go into one --- */
#define PROPUS_LIMIT_IMPORT_FILE_BYTES  (64ull * 1024 * 1024 * 1024) /* a file, which is walked through; with all attachments in it */
#define PROPUS_LIMIT_IMPORT_UNPACKED_BYTES (16ull * 1024 * 1024 * 1024) /* all that an archive unpacks to, on the disk */
#define PROPUS_LIMIT_IMPORT_OWN_BYTES   (512u * 1024 * 1024) /* one chat of our own export: read piece by piece */
#define PROPUS_LIMIT_IMPORT_CHAT_BYTES  (64u * 1024 * 1024)  /* one chat of another service: a tree in memory, some five times as large */
#define PROPUS_LIMIT_IMPORT_MEMBER_BYTES (256u * 1024 * 1024) /* one attachment that is wanted in memory; see PROPUS_LIMIT_ATTACHMENT_BYTES */
#define PROPUS_LIMIT_IMPORT_MEMBERS     100000u              /* files in an archive */
#define PROPUS_LIMIT_IMPORT_RATIO       200u                 /* unpacked to packed: chats reach 30, a bomb 1,000 */
#define PROPUS_LIMIT_IMPORT_CHATS       200000u
#define PROPUS_LIMIT_IMPORT_MESSAGES    100000u              /* in one chat, all versions of all turns */
#define PROPUS_LIMIT_IMPORT_PARTS       100000u              /* of one message */
#define PROPUS_LIMIT_IMPORT_DEPTH       128u                 /* of a whole file; a single chat keeps to PROPUS_LIMIT_JSON_DEPTH */
#define PROPUS_LIMIT_IMPORT_LABEL_BYTES 4096u                /* a title, a folder's, model's or file's name; the rest is cut */
#define PROPUS_LIMIT_IMPORT_REPORT      5000u                /* lines of what was left out; then only counted */
#define PROPUS_LIMIT_EXPORT_WINDOW      (32u * 1024)         /* Markdown turned into HTML at once: cmark-gfm is quadratic on hostile text */
#define PROPUS_LIMIT_FILE_NAME_BYTES    120u                 /* of a name that is proposed; file systems take 255 */

/* --- clocks --- */
#define PROPUS_LEAK_CHECK_MS            2000u                /* for each piece of a text; the relay refuses own keys in any case */
#define PROPUS_UNDO_MS                  30000u               /* a removed key can be put back for so long */
#define PROPUS_DEADLINE_CONNECT_MS      20000u               /* name, route and TLS: a black hole */
#define PROPUS_DEADLINE_REQUEST_HEAD_MS 10000u               /* a program that connects and says nothing */
#define PROPUS_DEADLINE_REQUEST_BODY_MS 120000u              /* between two pieces of a program's request */
#define PROPUS_DEADLINE_LINGER_MS       2000u                /* a refusal has so long to arrive */
#define PROPUS_DEADLINE_HEADERS_MS      60000u               /* request sent, no status line yet */
#define PROPUS_DEADLINE_FIRST_EVENT_MS  120000u              /* thinking models are slow to begin */
#define PROPUS_DEADLINE_GAP_MS          60000u               /* between two events; comments do not count */
#define PROPUS_RETRY_DELAY_MAX_MS       60000u               /* a server that asks for a longer wait is not tried again by itself */
#define PROPUS_DEADLINE_UPLOAD_PIECE_MS 180000u              /* one piece: 23 kB a second */
#define PROPUS_DEADLINE_PROCESSING_MS   600000u              /* a video may take minutes */
#define PROPUS_UPLOAD_LOOK_MS           3000u                /* asked again whether a file is ready */
#define PROPUS_UPLOAD_RETRY_MS          1000u                /* after a lost connection, then twice as long each time */
#define PROPUS_UPLOAD_RETRY_MAX_MS      30000u
#define PROPUS_KEYRING_PATIENCE_MS      20000u               /* after this the window says that it still waits */
#define PROPUS_KEYRING_GRACE_MS         2000u                /* a dismissal answers everybody who asked until then */
#define PROPUS_KEYRING_NOBODY_MS        1000u                /* no person dismisses a prompt as fast as a missing prompter */
#define PROPUS_BROKER_AGAIN_MS          5000u                /* one that died twice in a row is tried again, while programs may come */
#define PROPUS_PASSES_LOOK_MS           2000u                /* passes are looked at again this often while somebody looks at them */
#define PROPUS_PORTAL_CALL_MS           20000u               /* a desktop that does not answer a question has no answer */
#define PROPUS_PORTAL_ANSWER_MS         120000u              /* the same for the person whom it asks */
#define PROPUS_BROKER_REST_MS           60000u               /* without work: re-executes itself */
#define PROPUS_LEDGER_BUSY_MS           500u                 /* waiting for another broker that writes usage.db, off the main thread */
#define PROPUS_LEDGER_FLUSH_MS          1000u                /* what is not in usage.db by then is lost when a broker ends */
#define PROPUS_SPEND_BUSY_MS            3000u                /* the same for a request that must not go up uncounted */
#define PROPUS_RUNAWAY_MS               60000u               /* a program with PROPUS_LIMIT_RUNAWAY requests in it is stopped */
#define PROPUS_PASS_CLOCK_MS            5000u                /* while a pass that expires has requests: the computer may have slept */
#define PROPUS_PASS_RETRY_MS            2000u                /* usage.db could not be read for its passes */
#define PROPUS_PASS_USE_MS              30000u               /* the last use of a pass is written down this often */
#define PROPUS_SPEND_STALE_MS           (24u * 60 * 60 * 1000) /* a request of a process that cannot be looked at is over by then */
#define PROPUS_KNOWN_KEYS_MS            1000u                /* a request waits so long for the stored keys that its body is searched for */
#define PROPUS_MODELS_FRESH_MS          (6u * 60 * 60 * 1000) /* an older list of models is asked for again */
#define PROPUS_STORE_BUSY_MS            5000u                /* waiting for another process that writes the history */
#define PROPUS_STORE_RETRY_MS           2000u                /* what could not be saved is tried again this often */
#define PROPUS_STORE_CHECKPOINT_MS      250u                 /* the same, when deleted words are to leave the WAL */
#define PROPUS_STORE_FLUSH_MS           60u                  /* a streamed answer is committed this often: 250 ms may be lost, on a busy machine too */

/* --- the history --- */
#define PROPUS_LIMIT_ATTACHMENT_BYTES   (2048ull * 1024 * 1024) /* one file; the Files API takes 2 GB */
#define PROPUS_LIMIT_QUERY_BYTES        (16u * 1024)         /* of a search; what is behind is not looked for */
#define PROPUS_LIMIT_QUERY_WORDS        64u                  /* of a search; each costs a pass over every candidate */
#define PROPUS_LIMIT_SEARCH_MESSAGES    500u                 /* found at most: a person looks at the newest few */
#define PROPUS_LIMIT_SEARCH_SCANNED     5000u                /* messages with all words looked at, newest first */
#define PROPUS_LIMIT_SEARCH_TRIGRAMS    12u                  /* asked of the index; the words themselves are compared anyway */
#define PROPUS_LIMIT_SEARCH_CHATS       100u                 /* shown at most */
#define PROPUS_LIMIT_SEARCH_PER_CHAT    5u                   /* places shown of one chat */
#define PROPUS_LIMIT_EXCERPT_CHARS      160u
#define PROPUS_LIMIT_RANGES             1000u                /* marked in one message */
#define PROPUS_STORE_LIST_PAGE          50u                  /* headers of chats read at once */
#define PROPUS_STORE_LIST_KEPT          400u                 /* headers kept that nobody looks at */
#define PROPUS_STORE_IMPORT_BATCH       16u                  /* chats stored in one transaction of an import */
#define PROPUS_IMPORT_PIECE_BYTES       (8u * 1024 * 1024)   /* read before it is stored: what an import holds in memory, beside its largest chat */
#define PROPUS_FILE_PROGRESS_MS         400u                 /* an export or import that takes longer shows how far it is */
#define PROPUS_STORE_POLL_MS            2000u                /* looking for other processes' changes where files cannot be watched */

/* --- what is shown --- */
#define PROPUS_LIMIT_UNBROKEN_RUN       500u                 /* characters without a break; GTK freezes at 100,000 */
#define PROPUS_LIMIT_UNBROKEN_PIECE     20u                  /* what a longer word is split into; pieces of 500 take GTK twenty times as long */
#define PROPUS_LIMIT_TITLE_CHARS        80u
#define PROPUS_LIMIT_TABLE_COLUMNS      64u
#define PROPUS_LIMIT_TABLE_ROWS         1000u
#define PROPUS_LIMIT_TABLE_CELLS        3000u                /* drawn of one table: each is a label */
#define PROPUS_LIMIT_NESTING            16u
#define PROPUS_LIMIT_SHOWN_BYTES        (1024u * 1024)       /* of an answer with its headings, lists and so on; the rest as plain text */
#define PROPUS_LIMIT_CODE_LINES         2000u                /* shown of one block of code */
#define PROPUS_LIMIT_CODE_LINE          (16u * 1024)         /* a longer line ends what is shown of its block */
#define PROPUS_LIMIT_PLAIN_BYTES        (8u * 1024 * 1024)   /* shown as plain text in a window of its own */
#define PROPUS_LIMIT_PLAIN_PARAGRAPH    1000u                /* characters of a line that are laid out at once there */
#define PROPUS_LIMIT_SPOKEN_BYTES       (8u * 1024)          /* of an answer, read out by itself; a person who wants more reads on */
#define PROPUS_LIMIT_SAVED_PROMPTS      2000u                /* saved prompts that are listed */
#define PROPUS_LIMIT_SAVED_PROMPT_BYTES (9 * 1024 * 1024)    /* of one: any message, and its head */
#define PROPUS_LIMIT_SAVED_PROMPT_NAME  80u                  /* of its title in the name of its file */
#define PROPUS_LIMIT_PROGRAM_SHOWN      (1024u * 1024)       /* bytes of it that are shown; all of it is copied */
#define PROPUS_LIMIT_PROGRAM_LINES      400u                 /* a string of more lines is one line in Get Code */
#define PROPUS_LIMIT_PROGRAM_PIECE      16000                /* bytes; a constant of Java has at most 65,535 */
#define PROPUS_LIMIT_UNNUMBERED_LINES   20u                  /* code of so many lines has numbers beside it */
#define PROPUS_LIMIT_MARKDOWN_WINDOW    (32u * 1024)         /* parsed at once: cmark-gfm is quadratic on hostile text */
#define PROPUS_LIMIT_MARKDOWN_LINE      (8u * 1024)          /* a window ends at a line end at most this much later */
#define PROPUS_LIMIT_MARKDOWN_PARSE_US  8000u                /* a slower tail is shown as plain text until it closes */
#define PROPUS_LIMIT_MARKDOWN_PIPES     256u                 /* of a line that may part cells: cmark-gfm is quadratic here */
#define PROPUS_LIMIT_MARKDOWN_REFS      (16u * 1024)         /* link definitions carried into each window */
#define PROPUS_LIMIT_MATH_BYTES         (16u * 1024)         /* of a displayed formula; a longer one is text */
#define PROPUS_LIMIT_MATH_INLINE        1024u                /* bytes of a formula in a line of text; a longer one is text */
#define PROPUS_LIMIT_MATH_OPEN          2048u                /* bytes; a longer formula is drawn when it is complete */
#define PROPUS_LIMIT_MATH_DEPTH         32u                  /* what goes deeper is shown as it was written */
#define PROPUS_LIMIT_MATH_NODES         4000u                /* of one formula; the rest is shown as it was written */
#define PROPUS_LIMIT_MATH_COLUMNS       32u                  /* of a matrix */
#define PROPUS_LIMIT_MATH_SCRIPTS       8u                   /* on one base */
#define PROPUS_LIMIT_FOOTNOTE_LABEL     64u                  /* bytes */
#define PROPUS_LIMIT_LINK_BYTES         2048u                /* a longer address is no link */
#define PROPUS_LIMIT_PICTURE_PIXELS     (40u * 1000 * 1000)  /* by its header, before decoding; 48 kB can unfold to 1 GB */
#define PROPUS_LIMIT_PICTURE_SHOWN      1600u                /* pixels on the longer side that are kept for an answer */
#define PROPUS_LIMIT_PICTURE_LARGE      4096u                /* the same in the larger view and on the clipboard */
#define PROPUS_LIMIT_SOURCES            200u                 /* listed under an answer */
#define PROPUS_LIMIT_SOURCE_MARKS       2000u                /* numbers in its text */
#define PROPUS_LIMIT_LIVE_ROWS          50u                  /* messages with widgets when a chat opens; twice as many while scrolling */
#define PROPUS_LIMIT_PAGE_ROWS          20u                  /* messages fetched when the reader comes near an end */
#define PROPUS_LIMIT_LOADED_MESSAGES    400u                 /* of one chat in memory: what is far from the reader is read again */
