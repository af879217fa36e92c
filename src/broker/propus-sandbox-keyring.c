/* propus-sandbox-keyring.c - the file that libsecret keeps keys in inside a sandbox
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libsecret 0.20.5 ends the process with an assertion whenever it meets such a file that was cut off, as by a full disk.
 */

#include "propus-sandbox-keyring.h"

#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

/* The file: this, two bytes of a version, and a serialized GVariant: size of the salt, the salt, rounds, time, uses, items. */
#define MAGIC "GnomeKeyring\n\r\0\n"
#define MAGIC_BYTES 16
#define VERSION_BYTES 2
#define CONTENT_TYPE "(uayutua(a{say}ay))"
#define MAX_MOVED 100

/**
 * propus_sandbox_keyring_is_sandboxed:
 *
 * Returns: whether libsecret would use a file of its own here, as inside Flatpak and Snap
 */
gboolean
propus_sandbox_keyring_is_sandboxed (void)
{
  return access ("/.flatpak-info", F_OK) == 0 || g_getenv ("SNAP_NAME") != NULL;
}

static gboolean
is_content_whole (const char *data,
                  gsize       length)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, length);   /* a copy, because GVariant wants it aligned */
  g_autoptr(GVariant) content = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (CONTENT_TYPE), bytes, FALSE));
  g_autoptr(GVariant) salt = NULL;
  guint32 salt_size;

  if (!g_variant_is_normal_form (content))
    return FALSE;

  g_variant_get (content, "(u@ayutu@a(a{say}ay))", &salt_size, &salt, NULL, NULL, NULL, NULL);

  return GUINT32_FROM_LE (salt_size) > 0 && GUINT32_FROM_LE (salt_size) == g_variant_get_size (salt);
}

/**
 * propus_sandbox_keyring_is_whole:
 * @path: a file
 *
 * Returns: whether it is one that libsecret wrote to its end. Nothing is decrypted.
 */
gboolean
propus_sandbox_keyring_is_whole (const char *path)
{
  g_autofree char *data = NULL;
  gsize length = 0;

  g_return_val_if_fail (path != NULL, FALSE);

  return g_file_get_contents (path, &data, &length, NULL) &&
         length > MAGIC_BYTES + VERSION_BYTES &&
         memcmp (data, MAGIC, MAGIC_BYTES) == 0 &&
         is_content_whole (data + MAGIC_BYTES + VERSION_BYTES, length - MAGIC_BYTES - VERSION_BYTES);
}

static char *
dup_path (const char *data_dir)
{
  return g_build_filename (data_dir, "keyrings", "default.keyring", NULL);
}

static char *
dup_moved_path (const char *path,
                guint       number)
{
  return number == 0 ? g_strconcat (path, ".broken", NULL) : g_strdup_printf ("%s.broken-%u", path, number);
}

/**
 * propus_sandbox_keyring_rescue:
 * @data_dir: what XDG_DATA_HOME is
 *
 * Moves a keyring aside that was cut off, before libsecret meets it. One that is whole, one that cannot be read and
 * anything that is no file stay where they are.
 *
 * Returns: (transfer full) (nullable): where it is now; %NULL when nothing was moved
 */
char *
propus_sandbox_keyring_rescue (const char *data_dir)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (data_dir != NULL, NULL);

  path = dup_path (data_dir);
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) || access (path, R_OK) != 0 || propus_sandbox_keyring_is_whole (path))
    return NULL;

  for (guint i = 0; i < MAX_MOVED; i++)
    {
      g_autofree char *moved = dup_moved_path (path, i);

      /* A link, so that nothing that lies there is overwritten. */
      if (link (path, moved) == 0)
        {
          unlink (path);
          return g_steal_pointer (&moved);
        }
    }

  return NULL;
}

/**
 * propus_sandbox_keyring_dup_moved:
 * @data_dir: what XDG_DATA_HOME is
 *
 * Returns: (transfer full) (nullable): a keyring that was moved aside and still lies there, the last of several
 */
char *
propus_sandbox_keyring_dup_moved (const char *data_dir)
{
  g_autofree char *path = NULL;
  char *last = NULL;

  g_return_val_if_fail (data_dir != NULL, NULL);

  path = dup_path (data_dir);
  for (guint i = 0; i < MAX_MOVED; i++)
    {
      g_autofree char *moved = dup_moved_path (path, i);

      if (!g_file_test (moved, G_FILE_TEST_EXISTS))
        break;
      g_free (last);
      last = g_steal_pointer (&moved);
    }

  return last;
}
