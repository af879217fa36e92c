/* propus-practice-files.c - the practice endpoint's Files API
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-practice-files.h"

#include <string.h>

#include "propus-json.h"
#include "propus-practice-fault.h"

#define UPLOAD_PATH   "/upload/v1beta/files"
#define FILES_PATH    "/v1beta/files"
#define GRANULARITY   (256 * 1024)
#define KEPT_SECONDS  (48 * 60 * 60)
#define LARGEST_PAGE  100u
#define MAX_FILES     1000u
#define MAX_BYTES     (G_GINT64_CONSTANT (2048) * 1024 * 1024)
#define LOOKS_TO_WAIT 2u          /* a video is ready when it was asked for so often */

/**
 * PropusPracticeFiles:
 *
 * Takes files in as the API does (gemini-api.md 10.1) and keeps only their size and their SHA-256. Can be told to break
 * connections in the middle of an upload.
 */
struct _PropusPracticeFiles
{
  GObject     parent_instance;

  char       *base_url;
  GHashTable *files;       /* id → File */
  GHashTable *uploads;     /* upload id → File, borrowed */
  GPtrArray  *order;       /* of File, borrowed, oldest first */
  guint       breaks;      /* of each upload */
};

G_DEFINE_FINAL_TYPE (PropusPracticeFiles, propus_practice_files, G_TYPE_OBJECT)

typedef struct
{
  char      *id;
  char      *upload_id;
  char      *display_name;
  char      *mime;
  gint64     size;
  gint64     received;
  gint64     created;      /* Unix seconds */
  GChecksum *checksum;
  guint      broken;       /* connections so far */
  guint      looks;
  gboolean   complete;
} File;

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->id);
  g_free (file->upload_id);
  g_free (file->display_name);
  g_free (file->mime);
  g_checksum_free (file->checksum);
  g_free (file);
}

/* One request that brings bytes; lives as long as the message. */
typedef struct
{
  PropusPracticeFiles *self;
  File                *file;
  gboolean             over;   /* broken */
} Piece;

static void
piece_free (gpointer  data,
            GClosure *closure)
{
  Piece *piece = data;

  g_object_unref (piece->self);
  g_free (piece);
}

static void
propus_practice_files_finalize (GObject *object)
{
  PropusPracticeFiles *self = PROPUS_PRACTICE_FILES (object);

  g_free (self->base_url);
  g_ptr_array_unref (self->order);
  g_hash_table_unref (self->uploads);
  g_hash_table_unref (self->files);

  G_OBJECT_CLASS (propus_practice_files_parent_class)->finalize (object);
}

static void
propus_practice_files_class_init (PropusPracticeFilesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_practice_files_finalize;
}

static void
propus_practice_files_init (PropusPracticeFiles *self)
{
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, file_free);
  self->uploads = g_hash_table_new (g_str_hash, g_str_equal);
  self->order = g_ptr_array_new ();
}

/* --- answers --- */

static const char *
get_header (SoupServerMessage *message,
            const char        *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (message), name);
}

static void
set_header (SoupServerMessage *message,
            const char        *name,
            const char        *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), name, value);
}

static void
answer (SoupServerMessage *message,
        guint              code,
        JsonObject        *object)
{
  g_autofree char *text = object != NULL ? propus_json_object_to_string (object, TRUE) : g_strdup ("");

  soup_server_message_set_status (message, code, NULL);
  soup_server_message_set_response (message, "application/json; charset=UTF-8", SOUP_MEMORY_COPY, text, strlen (text));
}

static void
answer_error (SoupServerMessage *message,
              guint              code,
              const char        *status,
              const char        *text)
{
  g_autoptr(JsonObject) error = propus_practice_error_new (code, status, text);

  answer (message, code, error);
}

static void
set_time (JsonObject *object,
          const char *name,
          gint64      seconds)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");

  json_object_set_string_member (object, name, text);
}

static gboolean
is_ready (const File *file)
{
  return file->complete && (!g_str_has_prefix (file->mime, "video/") || file->looks >= LOOKS_TO_WAIT);
}

static char *
dup_uri (PropusPracticeFiles *self,
         const File          *file)
{
  return g_strdup_printf ("%s" FILES_PATH "/%s", self->base_url, file->id);
}

/* The sum goes out as the API sends bytes: in base64, of its hexadecimal digits. */
static JsonObject *
describe (PropusPracticeFiles *self,
          File                *file)
{
  JsonObject *object = json_object_new ();
  const char *sum = g_checksum_get_string (file->checksum);
  g_autofree char *name = g_strconcat ("files/", file->id, NULL);
  g_autofree char *uri = dup_uri (self, file);
  g_autofree char *size = g_strdup_printf ("%" G_GINT64_FORMAT, file->size);
  g_autofree char *hash = g_base64_encode ((const guchar *) sum, strlen (sum));

  json_object_set_string_member (object, "name", name);
  if (*file->display_name != '\0')
    json_object_set_string_member (object, "displayName", file->display_name);
  json_object_set_string_member (object, "mimeType", file->mime);
  json_object_set_string_member (object, "sizeBytes", size);
  set_time (object, "createTime", file->created);
  set_time (object, "updateTime", file->created);
  set_time (object, "expirationTime", file->created + KEPT_SECONDS);
  json_object_set_string_member (object, "sha256Hash", hash);
  json_object_set_string_member (object, "uri", uri);
  json_object_set_string_member (object, "state", is_ready (file) ? "ACTIVE" : "PROCESSING");
  json_object_set_string_member (object, "source", "UPLOADED");

  return object;
}

/* --- uploading --- */

static gboolean
has_command (SoupServerMessage *message,
             const char        *command)
{
  const char *header = get_header (message, "X-Goog-Upload-Command");
  g_auto(GStrv) words = g_strsplit_set (header != NULL ? header : "", ", ", -1);

  return g_strv_contains ((const char * const *) words, command);
}

static File *
find_upload (PropusPracticeFiles *self,
             GHashTable          *query)
{
  const char *id = query != NULL ? g_hash_table_lookup (query, "upload_id") : NULL;

  return id != NULL ? g_hash_table_lookup (self->uploads, id) : NULL;
}

static char *
new_id (guint length)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
  GString *id = g_string_new (NULL);

  for (guint i = 0; i < length; i++)
    g_string_append_c (id, letters[g_random_int_range (0, sizeof letters - 1)]);

  return g_string_free (id, FALSE);
}

static gboolean
id_is_good (const char *id)
{
  gsize length = strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789-");

  return length > 0 && length <= 40 && id[length] == '\0' && *id != '-' && id[length - 1] != '-';
}

static void
start_upload (PropusPracticeFiles *self,
              SoupServerMessage   *message)
{
  g_autoptr(GBytes) bytes = soup_message_body_flatten (soup_server_message_get_request_body (message));
  const char *text = g_bytes_get_data (bytes, NULL);
  g_autoptr(JsonNode) root = propus_json_parse (text != NULL ? text : "", (gssize) g_bytes_get_size (bytes), NULL);
  JsonObject *object = propus_json_node_object (root);
  JsonObject *wanted = object != NULL ? propus_json_get_object (object, "file") : NULL;
  const char *name = wanted != NULL ? propus_json_get_string (wanted, "name") : NULL;
  const char *display_name = wanted != NULL ? propus_json_get_string (wanted, "displayName") : NULL;
  const char *length = get_header (message, "X-Goog-Upload-Header-Content-Length");
  const char *mime = get_header (message, "X-Goog-Upload-Header-Content-Type");
  g_autofree char *id = name != NULL && g_str_has_prefix (name, "files/") ? g_strdup (name + 6) : new_id (12);
  g_autofree char *address = NULL;
  guint64 size;
  File *file;

  if (length == NULL || !g_ascii_string_to_unsigned (length, 10, 1, MAX_BYTES, &size, NULL) || mime == NULL ||
      strchr (mime, '/') == NULL || !id_is_good (id) || self->order->len >= MAX_FILES)
    {
      answer_error (message, 400, "INVALID_ARGUMENT", "The upload cannot begin like this.");
      return;
    }
  if (g_hash_table_contains (self->files, id))
    {
      answer_error (message, 409, "ALREADY_EXISTS", "The file already exists.");
      return;
    }

  file = g_new0 (File, 1);
  file->id = g_steal_pointer (&id);
  file->upload_id = new_id (40);
  file->display_name = g_strdup (display_name != NULL ? display_name : "");
  file->mime = g_strdup (mime);
  file->size = (gint64) size;
  file->created = g_get_real_time () / G_USEC_PER_SEC;
  file->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_hash_table_insert (self->files, file->id, file);
  g_hash_table_insert (self->uploads, file->upload_id, file);
  g_ptr_array_add (self->order, file);

  address = g_strdup_printf ("%s" UPLOAD_PATH "?upload_id=%s&upload_protocol=resumable", self->base_url,
                             file->upload_id);
  set_header (message, "X-Goog-Upload-URL", address);
  set_header (message, "X-Goog-Upload-Status", "active");
  set_header (message, "X-Goog-Upload-Chunk-Granularity", G_STRINGIFY (262144));
  answer (message, 200, NULL);
}

/* Connections break at equal distances; what came before is kept, as the API keeps it. */
static gboolean
is_to_break (Piece *piece)
{
  File *file = piece->file;

  return file->broken < piece->self->breaks &&
         file->received >= file->size / (piece->self->breaks + 1) * (file->broken + 1);
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              gpointer           user_data)
{
  Piece *piece = user_data;
  File *file = piece->file;
  gsize length;
  const guchar *data = g_bytes_get_data (chunk, &length);

  if (piece->over)
    return;

  length = MIN (length, (gsize) (file->size - file->received));
  g_checksum_update (file->checksum, data, (gssize) length);
  file->received += (gint64) length;
  if (!is_to_break (piece))
    return;

  file->broken++;
  piece->over = TRUE;
  g_socket_shutdown (soup_server_message_get_socket (message), TRUE, TRUE, NULL);
}

/* Before the body is read: what is uploaded is not kept in memory. */
static void
early_cb (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  PropusPracticeFiles *self = user_data;
  const char *offset = get_header (message, "X-Goog-Upload-Offset");
  File *file = find_upload (self, query);
  guint64 at = 0;
  Piece *piece;

  if (!g_str_equal (path, UPLOAD_PATH) || !has_command (message, "upload"))
    return;

  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  if (file == NULL || file->complete || offset == NULL ||
      !g_ascii_string_to_unsigned (offset, 10, 0, G_MAXINT64, &at, NULL) || (gint64) at != file->received)
    return;

  piece = g_new0 (Piece, 1);
  piece->self = g_object_ref (self);
  piece->file = file;
  set_header (message, "X-Goog-Upload-Status", "active");   /* a mark: the bytes were taken */
  g_signal_connect_data (message, "got-chunk", G_CALLBACK (got_chunk_cb), piece, piece_free, 0);
}

static void
take_piece (PropusPracticeFiles *self,
            SoupServerMessage   *message,
            File                *file)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autoptr(JsonObject) object = NULL;

  if (soup_message_headers_get_one (headers, "X-Goog-Upload-Status") == NULL)
    {
      answer_error (message, 400, "INVALID_ARGUMENT", "The piece is not the one that follows.");
      return;
    }
  if (!has_command (message, "finalize"))
    {
      if (soup_message_headers_get_content_length (soup_server_message_get_request_headers (message)) % GRANULARITY != 0)
        answer_error (message, 400, "INVALID_ARGUMENT", "The piece is not a multiple of 262144 bytes.");
      else
        answer (message, 200, NULL);
      return;
    }
  if (file->received != file->size)
    {
      answer_error (message, 400, "INVALID_ARGUMENT", "The file is shorter than was said.");
      return;
    }

  file->complete = TRUE;
  set_header (message, "X-Goog-Upload-Status", "final");
  object = json_object_new ();
  json_object_set_object_member (object, "file", describe (self, file));
  answer (message, 200, object);
}

static void
upload (PropusPracticeFiles *self,
        SoupServerMessage   *message,
        GHashTable          *query)
{
  File *file = find_upload (self, query);
  g_autofree char *received = NULL;

  if (has_command (message, "start"))
    start_upload (self, message);
  else if (file == NULL)
    answer_error (message, 404, "NOT_FOUND", "There is no such upload.");
  else if (has_command (message, "query"))
    {
      received = g_strdup_printf ("%" G_GINT64_FORMAT, file->received);
      set_header (message, "X-Goog-Upload-Status", file->complete ? "final" : "active");
      set_header (message, "X-Goog-Upload-Size-Received", received);
      answer (message, 200, NULL);
    }
  else if (has_command (message, "upload"))
    take_piece (self, message, file);
  else
    answer_error (message, 400, "INVALID_ARGUMENT", "There is no such command.");
}

/* --- files that are there --- */

static void
list (PropusPracticeFiles *self,
      SoupServerMessage   *message,
      GHashTable          *query)
{
  const char *size_text = query != NULL ? g_hash_table_lookup (query, "pageSize") : NULL;
  const char *token = query != NULL ? g_hash_table_lookup (query, "pageToken") : NULL;
  g_autoptr(JsonObject) page = json_object_new ();
  guint64 size = 10, start = 0;
  JsonArray *files;

  if ((size_text != NULL && !g_ascii_string_to_unsigned (size_text, 10, 1, LARGEST_PAGE, &size, NULL)) ||
      (token != NULL && !g_ascii_string_to_unsigned (token, 10, 0, MAX_FILES, &start, NULL)))
    {
      answer_error (message, 400, "INVALID_ARGUMENT", "Request contains an invalid argument.");
      return;
    }

  files = json_array_new ();
  for (; start < self->order->len && json_array_get_length (files) < size; start++)
    {
      File *file = g_ptr_array_index (self->order, start);

      if (file->complete)
        json_array_add_object_element (files, describe (self, file));
    }

  if (json_array_get_length (files) > 0)
    json_object_set_array_member (page, "files", files);
  else
    json_array_unref (files);
  if (start < self->order->len)
    {
      g_autofree char *next = g_strdup_printf ("%" G_GUINT64_FORMAT, start);

      json_object_set_string_member (page, "nextPageToken", next);
    }
  answer (message, 200, page);
}

static void
remove_file (PropusPracticeFiles *self,
             File                *file)
{
  g_hash_table_remove (self->uploads, file->upload_id);
  g_ptr_array_remove (self->order, file);
  g_hash_table_remove (self->files, file->id);
}

static void
one_file (PropusPracticeFiles *self,
          SoupServerMessage   *message,
          const char          *id)
{
  File *file = g_hash_table_lookup (self->files, id);
  const char *method = soup_server_message_get_method (message);
  g_autoptr(JsonObject) object = NULL;

  /* What it says of a file that was never there, too. */
  if (file == NULL || !file->complete)
    answer_error (message, 403, "PERMISSION_DENIED",
                  "You do not have permission to access the File or it may not exist.");
  else if (g_str_equal (method, "GET"))
    {
      file->looks++;
      object = describe (self, file);
      answer (message, 200, object);
    }
  else if (g_str_equal (method, "DELETE"))
    {
      remove_file (self, file);
      object = json_object_new ();
      answer (message, 200, object);
    }
  else
    answer_error (message, 404, "NOT_FOUND", "Requested entity was not found.");
}

/**
 * propus_practice_files_new:
 * @server: the server, which is told not to keep what is uploaded
 *
 * Returns: (transfer full): no file at all
 */
PropusPracticeFiles *
propus_practice_files_new (SoupServer *server)
{
  PropusPracticeFiles *self = g_object_new (PROPUS_TYPE_PRACTICE_FILES, NULL);

  /* Not for its own path: what is early there would have to do the rest as well. */
  soup_server_add_early_handler (server, NULL, early_cb, g_object_ref (self), g_object_unref);

  return self;
}

/**
 * propus_practice_files_set_base_url:
 * @self: the files
 * @base_url: where the server listens
 */
void
propus_practice_files_set_base_url (PropusPracticeFiles *self,
                                    const char          *base_url)
{
  g_return_if_fail (PROPUS_IS_PRACTICE_FILES (self));

  g_free (self->base_url);
  self->base_url = g_strdup (base_url);
}

/**
 * propus_practice_files_set_breaks:
 * @self: the files
 * @breaks: how many connections break in the middle of each upload
 */
void
propus_practice_files_set_breaks (PropusPracticeFiles *self,
                                  guint                breaks)
{
  g_return_if_fail (PROPUS_IS_PRACTICE_FILES (self));

  self->breaks = breaks;
}

/**
 * propus_practice_files_owns:
 * @path: a path
 *
 * Returns: whether propus_practice_files_answer() is to answer it
 */
gboolean
propus_practice_files_owns (const char *path)
{
  return g_str_equal (path, UPLOAD_PATH) || g_str_equal (path, FILES_PATH) ||
         g_str_has_prefix (path, FILES_PATH "/");
}

/**
 * propus_practice_files_has:
 * @self: the files
 * @uri: what a prompt calls a file
 *
 * Returns: whether there is such a file, and it is ready
 */
gboolean
propus_practice_files_has (PropusPracticeFiles *self,
                           const char          *uri)
{
  g_return_val_if_fail (PROPUS_IS_PRACTICE_FILES (self), FALSE);

  for (guint i = 0; i < self->order->len; i++)
    {
      File *file = g_ptr_array_index (self->order, i);
      g_autofree char *its_uri = dup_uri (self, file);

      if (is_ready (file) && g_str_equal (its_uri, uri))
        return TRUE;
    }

  return FALSE;
}

/**
 * propus_practice_files_answer:
 * @self: the files
 * @message: a request with the right key
 * @path: its path
 * @query: (nullable): its query
 */
void
propus_practice_files_answer (PropusPracticeFiles *self,
                              SoupServerMessage   *message,
                              const char          *path,
                              GHashTable          *query)
{
  const char *method = soup_server_message_get_method (message);

  g_return_if_fail (PROPUS_IS_PRACTICE_FILES (self));

  if (g_str_equal (path, UPLOAD_PATH) && g_str_equal (method, "POST"))
    upload (self, message, query);
  else if (g_str_equal (path, FILES_PATH) && g_str_equal (method, "GET"))
    list (self, message, query);
  else if (g_str_has_prefix (path, FILES_PATH "/"))
    one_file (self, message, path + strlen (FILES_PATH "/"));
  else
    answer_error (message, 404, "NOT_FOUND", "Requested entity was not found.");
}
