/* propus-install.c - where the parts of this installation lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-install.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

/* The build folder that the running program lies in (the folder with "src" and "data" in it), or NULL when it is
 * installed. Every program of ours is built at src/ROOM/NAME or src/NAME. */
static char *
find_build_dir (void)
{
  g_autofree char *exe = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *dir = NULL;

  if (exe == NULL)
    return NULL;

  dir = g_path_get_dirname (exe);
  for (guint level = 0; level < 3; level++)
    {
      g_autofree char *mark = g_build_filename (dir, "propus-config.h", NULL);
      g_autofree char *up = NULL;

      if (g_file_test (mark, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&dir);

      up = g_path_get_dirname (dir);
      g_free (dir);
      dir = g_steal_pointer (&up);
    }

  return NULL;
}

/**
 * propus_install_find_program:
 * @name: one of "propus-broker", "propus-key-entry", "propus-practice"
 *
 * Finds a helper program: in the build folder when the caller runs from one, else in libexec.
 *
 * Returns: (transfer full): an absolute path; the file may be absent in a broken installation
 */
char *
propus_install_find_program (const char *name)
{
  static const struct { const char *name; const char *room; } programs[] = {
    { "propus-broker", "broker" },
    { "propus-key-entry", "key-entry" },
    { "propus-practice", "practice" },
  };
  g_autofree char *build_dir = find_build_dir ();

  for (gsize i = 0; build_dir != NULL && i < G_N_ELEMENTS (programs); i++)
    if (g_str_equal (programs[i].name, name))
      return g_build_filename (build_dir, "src", programs[i].room, name, NULL);

  return g_build_filename (PROPUS_LIBEXECDIR, name, NULL);
}

/**
 * propus_install_dup_locale_dir:
 *
 * Returns: (transfer full): the folder for bindtextdomain()
 */
char *
propus_install_dup_locale_dir (void)
{
  g_autofree char *build_dir = find_build_dir ();

  if (build_dir != NULL)
    return g_build_filename (build_dir, "po", NULL);

  return g_strdup (PROPUS_LOCALEDIR);
}

/**
 * propus_install_new_settings:
 *
 * Opens the settings `io.github.propus.Propus`. Never aborts: a missing schema, which ends a program that calls
 * g_settings_new(), is reported as %NULL.
 *
 * Returns: (transfer full) (nullable): the settings
 */
GSettings *
propus_install_new_settings (void)
{
  g_autofree char *build_dir = find_build_dir ();
  g_autofree char *schema_dir = NULL;
  g_autoptr(GSettingsSchemaSource) source = NULL;
  g_autoptr(GSettingsSchema) schema = NULL;

  schema_dir = build_dir != NULL ? g_build_filename (build_dir, "data", NULL) : g_strdup (PROPUS_SCHEMADIR);
  source = g_settings_schema_source_new_from_directory (schema_dir, g_settings_schema_source_get_default (), FALSE, NULL);
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, PROPUS_APP_ID, TRUE);
  else if (g_settings_schema_source_get_default () != NULL)
    schema = g_settings_schema_source_lookup (g_settings_schema_source_get_default (), PROPUS_APP_ID, TRUE);

  if (schema == NULL)
    return NULL;

  return g_settings_new_full (schema, NULL, NULL);
}

/**
 * propus_install_dup_runtime_dir:
 * @error: return location for a #GIOErrorEnum error
 *
 * Finds, and makes when it is absent, the private folder `$XDG_RUNTIME_DIR/propus` (below the temporary folder when
 * the session has no runtime folder). It belongs to this user and has mode 0700, else the call fails: a socket that
 * leads to a key must not lie where another user could have put something.
 *
 * Returns: (transfer full) (nullable): the folder's path, or %NULL with @error set
 */
char *
propus_install_dup_runtime_dir (GError **error)
{
  const char *base = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *dir = NULL;
  struct stat st;

  if (base != NULL && g_path_is_absolute (base) && g_file_test (base, G_FILE_TEST_IS_DIR) && access (base, W_OK) == 0)
    {
      dir = g_build_filename (base, "propus", NULL);
    }
  else
    {
      g_autofree char *name = g_strdup_printf ("propus-%lu", (gulong) getuid ());

      dir = g_build_filename (g_get_tmp_dir (), name, NULL);
    }

  if (mkdir (dir, 0700) != 0 && errno != EEXIST)
    {
      int saved = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", dir, g_strerror (saved));
      return NULL;
    }

  if (lstat (dir, &st) != 0 || !S_ISDIR (st.st_mode) || st.st_uid != getuid () || (st.st_mode & 0077) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "%s is not a private folder of this user", dir);
      return NULL;
    }

  return g_steal_pointer (&dir);
}
