/* propus-part-maker.c - the parts of a prompt that are no text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-part-maker.h"

#include "propus-json.h"

static char *
quote (const char *text)
{
  g_autoptr(JsonNode) node = json_node_init_string (json_node_alloc (), text);

  return propus_json_to_string (node, FALSE);
}

/**
 * propus_part_maker_inline:
 * @mime: what it is
 * @bytes: the content, which goes into the request itself
 *
 * Returns: (transfer full): the part as JSON
 */
char *
propus_part_maker_inline (const char *mime,
                          GBytes     *bytes)
{
  g_autofree char *type = quote (mime);
  g_autofree char *data = NULL;
  gsize length;
  const guchar *content;

  g_return_val_if_fail (mime != NULL && bytes != NULL, NULL);

  content = g_bytes_get_data (bytes, &length);
  data = g_base64_encode (content, length);

  return g_strdup_printf ("{\"inlineData\":{\"mimeType\":%s,\"data\":\"%s\"}}", type, data);
}

/**
 * propus_part_maker_remote:
 * @file: a file that Google keeps
 * @mime: what it is
 *
 * Returns: (transfer full): the part as JSON
 */
char *
propus_part_maker_remote (const PropusRemoteFile *file,
                          const char             *mime)
{
  g_autofree char *type = quote (mime);
  g_autofree char *uri = NULL;

  g_return_val_if_fail (file != NULL && mime != NULL, NULL);

  uri = quote (file->uri);

  return g_strdup_printf ("{\"fileData\":{\"mimeType\":%s,\"fileUri\":%s}}", type, uri);
}
