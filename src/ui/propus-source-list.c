/* propus-source-list.c - what an answer rests on, below it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-source-list.h"

#include "propus-link-dialog.h"
#include "propus-link-policy.h"
#include "propus-wrap-box.h"

#include <glib/gi18n.h>

/* More of them than this are folded away. */
#define UNFOLDED 5

#define SEARCH "https://www.google.com/search?q="

/**
 * PropusSourceList:
 *
 * The sources of an answer with the numbers that its text has, the searches that were made for it (which Google's terms
 * want to be shown with the answer, and to lead to its results), and the pages that were to be read. Nothing is loaded
 * from anywhere; every address goes through the dialog that shows its real host.
 */
struct _PropusSourceList
{
  GtkWidget parent_instance;

  PropusAnswerSources *sources;   /* NULL: none */
};

G_DEFINE_FINAL_TYPE (PropusSourceList, propus_source_list, GTK_TYPE_WIDGET)

static GtkWidget *
new_label (const char *text,
           gboolean    dim)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption");
  if (dim)
    gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static GtkWidget *
new_heading (const char *text)
{
  GtkWidget *label = new_label (text, TRUE);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_NONE);
  return label;
}

/* --- sources --- */

static const char *
get_title (const PropusSource *source)
{
  return *source->title != '\0' ? source->title : source->uri;
}

static char *
dup_place (const PropusSource *source)
{
  g_autofree char *host = propus_link_policy_dup_host (source->uri);

  if (host == NULL)
    return NULL;
  if (*source->license != '\0')
    /* Translators: %1$s is a host, %2$s the licence of what lies there */
    return g_strdup_printf (_("%1$s · License: %2$s"), host, source->license);

  return g_steal_pointer (&host);
}

static GtkWidget *
new_source (PropusSourceList *self,
            guint             number)
{
  const PropusSource *source = g_ptr_array_index (self->sources->sources, number - 1);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_button_new ();
  g_autofree char *sign = g_strdup_printf ("%u", number);
  g_autofree char *place = dup_place (source);
  g_autofree char *name = NULL;
  GtkWidget *label = new_label (sign, TRUE);

  gtk_widget_add_css_class (label, "source-number");
  gtk_widget_add_css_class (label, "numeric");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_NONE);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), new_label (get_title (source), FALSE));
  if (place != NULL && g_strcmp0 (place, get_title (source)) != 0)
    gtk_box_append (GTK_BOX (line), new_label (place, TRUE));

  gtk_button_set_child (GTK_BUTTON (button), line);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "source");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_sensitive (button, place != NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "answer.source");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", number);
  if (place != NULL)
    {
      g_autofree char *tooltip = propus_link_dialog_dup_tooltip (source->uri);

      gtk_widget_set_tooltip_text (button, tooltip);
    }
  if (place != NULL && g_strcmp0 (place, get_title (source)) != 0)
    /* Translators: name of a source for a screen reader: its number, its title and its host */
    name = g_strdup_printf (_("Source %1$u: %2$s, %3$s"), number, get_title (source), place);
  else
    /* Translators: name of a source for a screen reader: its number and its title */
    name = g_strdup_printf (_("Source %1$u: %2$s"), number, get_title (source));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

static void
add_sources (PropusSourceList *self)
{
  guint n = self->sources->sources->len;
  GtkWidget *box;
  GtkWidget *expander;
  g_autofree char *heading = NULL;

  if (n == 0)
    return;

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  heading = g_strdup_printf (ngettext ("%u source", "%u sources", n), n);
  expander = gtk_expander_new (NULL);
  for (guint i = 1; i <= n; i++)
    gtk_box_append (GTK_BOX (box), new_source (self, i));
  gtk_expander_set_label_widget (GTK_EXPANDER (expander), new_label (heading, TRUE));
  gtk_expander_set_child (GTK_EXPANDER (expander), box);
  gtk_expander_set_expanded (GTK_EXPANDER (expander), n <= UNFOLDED);
  gtk_widget_add_css_class (expander, "thoughts");
  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL, heading, -1);
  gtk_widget_set_parent (expander, GTK_WIDGET (self));
}

/* --- searches --- */

static void
search_cb (GtkButton  *button,
           const char *query)
{
  g_autofree char *escaped = g_uri_escape_string (query, NULL, FALSE);
  g_autofree char *url = g_strconcat (SEARCH, escaped, NULL);

  propus_link_dialog_open (GTK_WIDGET (button), query, url);
}

static void
free_closure (gpointer  data,
              GClosure *closure)
{
  g_free (data);
}

static void
add_queries (PropusSourceList *self)
{
  GtkWidget *chips;

  if (self->sources->queries->len == 0)
    return;

  chips = g_object_new (PROPUS_TYPE_WRAP_BOX, NULL);
  for (guint i = 0; i < self->sources->queries->len; i++)
    {
      const char *query = g_ptr_array_index (self->sources->queries, i);
      GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      GtkWidget *chip = gtk_button_new ();
      /* Translators: %s is what is searched for */
      g_autofree char *name = g_strdup_printf (_("Search Google for %s"), query);
      GtkWidget *label = new_label (query, FALSE);

      gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
      gtk_box_append (GTK_BOX (line), gtk_image_new_from_icon_name ("system-search-symbolic"));
      gtk_box_append (GTK_BOX (line), label);
      gtk_button_set_child (GTK_BUTTON (chip), line);
      gtk_widget_add_css_class (chip, "chip");
      gtk_widget_set_tooltip_text (chip, name);
      gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      g_signal_connect_data (chip, "clicked", G_CALLBACK (search_cb), g_strdup (query), free_closure, 0);
      propus_wrap_box_append (PROPUS_WRAP_BOX (chips), chip);
    }
  gtk_widget_set_parent (new_heading (_("Google Search Suggestions")), GTK_WIDGET (self));
  gtk_widget_set_parent (chips, GTK_WIDGET (self));
}

/* --- pages --- */

static char *
dup_page_sentence (const PropusReadPage *page)
{
  g_autofree char *host = propus_link_policy_dup_host (page->uri);
  const char *name = host != NULL ? host : *page->uri != '\0' ? page->uri : _("A page");

  switch (page->status)
    {
    case PROPUS_PAGE_READ:
      /* Translators: %s is a host, such as example.org; so in the next four */
      return g_strdup_printf (_("%s was read."), name);
    case PROPUS_PAGE_FAILED:
      return g_strdup_printf (_("%s could not be read."), name);
    case PROPUS_PAGE_PAYWALL:
      return g_strdup_printf (_("%s is behind a paywall."), name);
    case PROPUS_PAGE_UNSAFE:
      return g_strdup_printf (_("%s was not read because it is unsafe."), name);
    case PROPUS_PAGE_UNKNOWN:
    default:
      return g_strdup_printf (_("Whether %s was read is not known."), name);
    }
}

static void
add_pages (PropusSourceList *self)
{
  for (guint i = 0; i < self->sources->pages->len; i++)
    {
      const PropusReadPage *page = g_ptr_array_index (self->sources->pages, i);
      GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      g_autofree char *sentence = dup_page_sentence (page);
      GtkWidget *label = new_heading (sentence);
      GtkWidget *icon = gtk_image_new_from_icon_name (page->status == PROPUS_PAGE_READ ? "emblem-ok-symbolic"
                                                                                      : "dialog-warning-symbolic");

      gtk_widget_add_css_class (icon, "dim-label");
      gtk_widget_set_valign (icon, GTK_ALIGN_START);
      gtk_widget_set_tooltip_text (label, page->uri);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_box_append (GTK_BOX (line), icon);
      gtk_box_append (GTK_BOX (line), label);
      gtk_widget_set_parent (line, GTK_WIDGET (self));
    }
}

/* --- the interface --- */

static void
clear (PropusSourceList *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->sources, propus_answer_sources_free);
}

/**
 * propus_source_list_set_sources:
 * @self: a list
 * @sources: (transfer full) (nullable): what to show
 */
void
propus_source_list_set_sources (PropusSourceList    *self,
                                PropusAnswerSources *sources)
{
  g_return_if_fail (PROPUS_IS_SOURCE_LIST (self));

  clear (self);
  self->sources = sources;
  if (sources != NULL)
    {
      add_pages (self);
      add_sources (self);
      add_queries (self);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), gtk_widget_get_first_child (GTK_WIDGET (self)) != NULL);
}

/**
 * propus_source_list_open:
 * @self: a list
 * @number: of a source, from 1; nothing happens when there is none
 *
 * Shows where a source lies, and asks whether to open it.
 */
void
propus_source_list_open (PropusSourceList *self,
                         guint             number)
{
  const PropusSource *source;

  g_return_if_fail (PROPUS_IS_SOURCE_LIST (self));

  if (self->sources == NULL || number == 0 || number > self->sources->sources->len)
    return;

  source = g_ptr_array_index (self->sources->sources, number - 1);
  propus_link_dialog_open (GTK_WIDGET (self), NULL, source->uri);
}

static void
propus_source_list_dispose (GObject *object)
{
  clear (PROPUS_SOURCE_LIST (object));

  G_OBJECT_CLASS (propus_source_list_parent_class)->dispose (object);
}

static void
propus_source_list_class_init (PropusSourceListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_source_list_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
propus_source_list_init (PropusSourceList *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (layout, 6);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Sources"), -1);
}
