/* propus-finder-places.c - where keys usually lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finder-places.h"

#include <string.h>

#define MOST_LISTED 500   /* files of one folder that match a pattern */

/* What a path is relative to. */
typedef enum { HOME, CONFIG, DATA } Root;

static const struct
{
  Root              root;
  const char       *path;      /* "*" in the last part stands for anything */
  const char       *program;
  PropusFinderKind  kind;
} places[] = {
  { HOME, ".bashrc", "Bash", PROPUS_FINDER_KIND_SHELL },
  { HOME, ".bash_profile", "Bash", PROPUS_FINDER_KIND_SHELL },
  { HOME, ".bash_login", "Bash", PROPUS_FINDER_KIND_SHELL },
  { HOME, ".bash_aliases", "Bash", PROPUS_FINDER_KIND_SHELL },
  { HOME, ".profile", "Shell", PROPUS_FINDER_KIND_SHELL },
  { HOME, ".xprofile", "X11", PROPUS_FINDER_KIND_SHELL },
  { HOME, ".xsessionrc", "X11", PROPUS_FINDER_KIND_SHELL },
  { HOME, ".zshrc", "Zsh", PROPUS_FINDER_KIND_SHELL },
  { HOME, ".zshenv", "Zsh", PROPUS_FINDER_KIND_SHELL },
  { HOME, ".zprofile", "Zsh", PROPUS_FINDER_KIND_SHELL },
  { HOME, ".zlogin", "Zsh", PROPUS_FINDER_KIND_SHELL },
  { CONFIG, "fish/config.fish", "fish", PROPUS_FINDER_KIND_FISH },
  { CONFIG, "fish/conf.d/*.fish", "fish", PROPUS_FINDER_KIND_FISH },
  { CONFIG, "fish/fish_variables", "fish", PROPUS_FINDER_KIND_FISH_VARIABLES },
  { CONFIG, "environment.d/*.conf", "systemd", PROPUS_FINDER_KIND_ENVIRONMENT_D },
  { HOME, ".pam_environment", "PAM", PROPUS_FINDER_KIND_PAM },
  { HOME, ".gemini/.env", "Gemini CLI", PROPUS_FINDER_KIND_ENV },
  { HOME, ".env", "Gemini CLI", PROPUS_FINDER_KIND_ENV },
  { CONFIG, "aichat/.env", "AIChat", PROPUS_FINDER_KIND_ENV },
  { CONFIG, "aichat/config.yaml", "AIChat", PROPUS_FINDER_KIND_YAML },
  { CONFIG, "io.datasette.llm/keys.json", "LLM", PROPUS_FINDER_KIND_JSON },
  { DATA, "com.jeffser.Alpaca/alpaca.db", "Alpaca", PROPUS_FINDER_KIND_SQLITE },
  { HOME, ".var/app/com.jeffser.Alpaca/data/alpaca.db", "Alpaca", PROPUS_FINDER_KIND_SQLITE },
  { HOME, ".var/app/com.jeffser.Alpaca/data/com.jeffser.Alpaca/alpaca.db", "Alpaca", PROPUS_FINDER_KIND_SQLITE },
  { CONFIG, "dconf/user", "Newelle", PROPUS_FINDER_KIND_DCONF },
  { HOME, ".var/app/io.github.qwersyk.Newelle/config/dconf/user", "Newelle", PROPUS_FINDER_KIND_DCONF },
  { HOME, ".var/app/io.github.qwersyk.Newelle/config/glib-2.0/settings/keyfile", "Newelle", PROPUS_FINDER_KIND_KEYFILE },
  { CONFIG, "xyz.chatboxapp.app/config*.json", "Chatbox", PROPUS_FINDER_KIND_JSON },
};

/* Where zsh looks instead of at home when its variable says so. */
static const char * const zsh_files[] = { ".zshrc", ".zshenv", ".zprofile", ".zlogin" };

/**
 * propus_finder_place_free:
 * @self: (transfer full): a place
 */
void
propus_finder_place_free (PropusFinderPlace *self)
{
  g_free (self->file);
  g_free (self);
}

static void
take_place (GPtrArray        *list,
            char             *file,
            const char       *program,
            PropusFinderKind  kind)
{
  PropusFinderPlace *place = g_new0 (PropusFinderPlace, 1);

  place->file = file;
  place->program = program;
  place->kind = kind;
  g_ptr_array_add (list, place);
}

static const char *
get_root (Root root)
{
  switch (root)
    {
    case CONFIG:
      return g_get_user_config_dir ();
    case DATA:
      return g_get_user_data_dir ();
    case HOME:
    default:
      return g_get_home_dir ();
    }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static void
list_matches (GPtrArray        *list,
              const char       *pattern,
              const char       *program,
              PropusFinderKind  kind)
{
  g_autofree char *folder = g_path_get_dirname (pattern);
  g_autofree char *last = g_path_get_basename (pattern);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && names->len < MOST_LISTED && (name = g_dir_read_name (dir)) != NULL)
    if (g_pattern_match_simple (last, name))
      g_ptr_array_add (names, g_strdup (name));

  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    take_place (list, g_build_filename (folder, names->pdata[i], NULL), program, kind);
}

/**
 * propus_finder_places_list:
 *
 * Returns: (transfer full) (element-type PropusFinderPlace): the files in which keys usually lie, whether they are there or
 *   not, in the order in which they are shown
 */
GPtrArray *
propus_finder_places_list (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_finder_place_free);
  const char *zsh = g_getenv ("ZDOTDIR");
  const char *llm = g_getenv ("LLM_USER_PATH");

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *file = g_build_filename (get_root (places[i].root), places[i].path, NULL);

      if (strchr (places[i].path, '*') != NULL)
        list_matches (list, file, places[i].program, places[i].kind);
      else
        take_place (list, g_steal_pointer (&file), places[i].program, places[i].kind);
    }

  for (gsize i = 0; zsh != NULL && g_path_is_absolute (zsh) && i < G_N_ELEMENTS (zsh_files); i++)
    take_place (list, g_build_filename (zsh, zsh_files[i], NULL), "Zsh", PROPUS_FINDER_KIND_SHELL);
  if (llm != NULL && g_path_is_absolute (llm))
    take_place (list, g_build_filename (llm, "keys.json", NULL), "LLM", PROPUS_FINDER_KIND_JSON);

  return list;
}

/**
 * propus_finder_is_env_name:
 * @name: the last part of a path
 *
 * Returns: whether it is that of a .env file
 */
gboolean
propus_finder_is_env_name (const char *name)
{
  return g_str_equal (name, ".env") || g_str_has_prefix (name, ".env.");
}

/**
 * propus_finder_places_find:
 * @file: absolute path
 * @kind: (out): its syntax
 *
 * Only files that a search looks at can be changed: this tells whether @file is one.
 *
 * Returns: whether it is
 */
gboolean
propus_finder_places_find (const char       *file,
                           PropusFinderKind *kind)
{
  g_autoptr(GPtrArray) list = propus_finder_places_list ();
  g_autofree char *name = g_path_get_basename (file);

  for (guint i = 0; i < list->len; i++)
    {
      const PropusFinderPlace *place = list->pdata[i];

      if (g_str_equal (place->file, file))
        {
          *kind = place->kind;
          return TRUE;
        }
    }

  *kind = PROPUS_FINDER_KIND_ENV;
  return g_path_is_absolute (file) && propus_finder_is_env_name (name);
}
