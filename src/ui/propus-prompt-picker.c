/* propus-prompt-picker.c - "/" at the start of a message
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-prompt-picker.h"

#include "propus-prompt-library.h"

#include <glib/gi18n.h>

#define MAX_WORDS_CHARS 60

/* While a message is one line that begins with "/", and a saved prompt has the words behind it, those prompts are shown
 * above it. The keyboard stays in the message: arrows choose, Enter and Tab take, Escape closes and leaves the text alone.
 * Behind a prompt that was taken, Tab goes from one "{{variable}}" to the next until none is left. */
struct _PropusPromptPicker
{
  GtkPopover           parent_instance;

  /* Template */
  GtkListView         *list;

  /* Borrowed */
  GtkTextView         *text;
  GtkTextBuffer       *buffer;
  PropusPromptLibrary *library;
  GtkSingleSelection  *selection;   /* the list's */
  GtkFilter           *filter;      /* its filter */

  /* Owned */
  char                *words;       /* NULL: nothing is looked for */
  gboolean             dismissed;   /* by Escape, until the text is another one */
  gboolean             filling;     /* variables of a prompt that was taken */
  gboolean             preediting;
  gboolean             inserting;
};

G_DEFINE_FINAL_TYPE (PropusPromptPicker, propus_prompt_picker, GTK_TYPE_POPOVER)

static guint
get_n_found (PropusPromptPicker *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

static gboolean
is_open (PropusPromptPicker *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self));
}

/* What stands behind the "/"; NULL when this is no search. Looks at no more than a line. */
static char *
dup_words (PropusPromptPicker *self)
{
  int n = gtk_text_buffer_get_char_count (self->buffer);
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  if (n == 0 || n > MAX_WORDS_CHARS || gtk_text_buffer_get_line_count (self->buffer) > 1)
    return NULL;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  text = gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
  return *text == '/' ? g_strdup (text + 1) : NULL;
}

static gboolean
match_cb (gpointer item,
          gpointer user_data)
{
  PropusPromptPicker *self = user_data;

  return self->words != NULL && propus_prompt_matches (item, self->words);
}

static void
point (PropusPromptPicker *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  graphene_rect_t bounds;

  if (gtk_widget_compute_bounds (GTK_WIDGET (self->text), parent, &bounds))
    gtk_popover_set_pointing_to (GTK_POPOVER (self), &(GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y, 1, 1 });
}

static void
update (PropusPromptPicker *self)
{
  gboolean open = self->words != NULL && !self->dismissed && get_n_found (self) > 0;

  if (open && !is_open (self))
    {
      point (self);
      gtk_popover_popup (GTK_POPOVER (self));
    }
  else if (!open && is_open (self))
    {
      gtk_popover_popdown (GTK_POPOVER (self));
    }
}

static void
select_first (PropusPromptPicker *self)
{
  if (get_n_found (self) == 0)
    return;

  gtk_single_selection_set_selected (self->selection, 0);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0u);
}

static void
loaded_cb (PropusPromptPicker *self)
{
  select_first (self);
  update (self);
}

static void
changed_cb (PropusPromptPicker *self)
{
  g_autofree char *words = NULL;

  if (self->inserting)
    return;

  words = dup_words (self);
  if (words == NULL || self->words == NULL)
    self->dismissed = FALSE;
  if (words != NULL && self->words == NULL)
    propus_prompt_library_load (self->library);
  if (gtk_text_buffer_get_char_count (self->buffer) == 0)
    self->filling = FALSE;

  if (words == NULL && self->words == NULL)
    return;

  g_free (self->words);
  self->words = g_steal_pointer (&words);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  select_first (self);
  update (self);
}

/* --- variables --- */

static char *
dup_text (PropusPromptPicker *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

static void
select_characters (PropusPromptPicker *self,
                   guint               from,
                   guint               to)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (self->buffer, &start, (int) from);
  gtk_text_buffer_get_iter_at_offset (self->buffer, &end, (int) to);
  gtk_text_buffer_select_range (self->buffer, &end, &start);
  gtk_text_view_scroll_mark_onscreen (self->text, gtk_text_buffer_get_insert (self->buffer));
}

static guint
get_offset (PropusPromptPicker *self,
            gboolean            behind)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_selection_bounds (self->buffer, &start, &end);
  return (guint) gtk_text_iter_get_offset (behind ? &end : &start);
}

/* The next one, and behind the last one the first again. */
static gboolean
go_forward (PropusPromptPicker *self)
{
  g_autofree char *text = dup_text (self);
  guint start, end;

  if (!propus_prompt_find_variable (text, get_offset (self, TRUE), &start, &end) &&
      !propus_prompt_find_variable (text, 0, &start, &end))
    return FALSE;

  select_characters (self, start, end);
  return TRUE;
}

/* The one before the caret, and before the first one the last. */
static gboolean
go_back (PropusPromptPicker *self)
{
  g_autofree char *text = dup_text (self);
  guint offset = get_offset (self, FALSE);
  guint from = 0, start, end, best_start = 0, best_end = 0;
  gboolean is_before = FALSE;

  while (propus_prompt_find_variable (text, from, &start, &end))
    {
      if (start < offset || !is_before)
        {
          best_start = start;
          best_end = end;
          is_before = start < offset;
        }
      from = end;
    }
  if (best_end == 0)
    return FALSE;

  select_characters (self, best_start, best_end);
  return TRUE;
}

/* --- taking one --- */

static void
take (PropusPromptPicker *self,
      guint               position)
{
  g_autoptr (PropusPrompt) prompt = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  GtkTextIter start, end;

  if (prompt == NULL)
    return;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  self->inserting = TRUE;
  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_delete (self->buffer, &start, &end);
  gtk_text_buffer_insert (self->buffer, &start, propus_prompt_get_text (prompt), -1);
  gtk_text_buffer_end_user_action (self->buffer);
  self->inserting = FALSE;

  g_clear_pointer (&self->words, g_free);
  update (self);
  gtk_text_buffer_get_start_iter (self->buffer, &start);
  gtk_text_buffer_place_cursor (self->buffer, &start);
  self->filling = go_forward (self);
  if (!self->filling)
    {
      gtk_text_buffer_get_end_iter (self->buffer, &end);
      gtk_text_buffer_place_cursor (self->buffer, &end);
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

static void
activated_cb (GtkListView        *list,
              guint               position,
              PropusPromptPicker *self)
{
  take (self, position);
}

static void
manage_cb (PropusPromptPicker *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  self->dismissed = TRUE;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.prompts", NULL);
}

/* --- keys --- */

static void
step (PropusPromptPicker *self,
      int                 by)
{
  guint n = get_n_found (self);
  guint selected = gtk_single_selection_get_selected (self->selection);
  guint next = selected == GTK_INVALID_LIST_POSITION ? 0 : (selected + n + (guint) by) % n;

  gtk_single_selection_set_selected (self->selection, next);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", next);
}

static gboolean
open_key (PropusPromptPicker *self,
          guint               keyval)
{
  switch (keyval)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      step (self, -1);
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      step (self, 1);
      return TRUE;
    case GDK_KEY_Escape:
      self->dismissed = TRUE;
      update (self);
      return TRUE;
    case GDK_KEY_Tab:
    case GDK_KEY_KP_Tab:
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      take (self, gtk_single_selection_get_selected (self->selection));
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                PropusPromptPicker    *self)
{
  GdkModifierType held = state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK | GDK_SUPER_MASK);

  g_assert (PROPUS_IS_PROMPT_PICKER (self));

  /* While a word is being put together, all keys are the input method's. */
  if (self->preediting || !gtk_widget_has_focus (GTK_WIDGET (self->text)))
    return GDK_EVENT_PROPAGATE;
  if (held == 0 && is_open (self))
    return open_key (self, keyval);
  if (!self->filling)
    return GDK_EVENT_PROPAGATE;

  if (held == 0 && keyval == GDK_KEY_Tab)
    self->filling = go_forward (self);
  else if (held == GDK_SHIFT_MASK && (keyval == GDK_KEY_ISO_Left_Tab || keyval == GDK_KEY_Tab))
    self->filling = go_back (self);
  else
    return GDK_EVENT_PROPAGATE;

  return self->filling ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

static void
preedit_changed_cb (PropusPromptPicker *self,
                    const char         *preedit)
{
  self->preediting = *preedit != '\0';
}

static void
focus_left_cb (PropusPromptPicker *self)
{
  if (is_open (self))
    gtk_popover_popdown (GTK_POPOVER (self));
}

/* --- rows --- */

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *text = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (text), TRUE);
  gtk_widget_add_css_class (text, "caption");
  gtk_widget_add_css_class (text, "dim-label");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), text);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  PropusPrompt *prompt = gtk_list_item_get_item (item);
  GtkWidget *title = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  g_autofree char *line = g_strndup (propus_prompt_get_text (prompt), 400);
  g_autofree char *valid = g_utf8_make_valid (line, -1);

  g_strdelimit (valid, "\n\t", ' ');
  gtk_label_set_label (GTK_LABEL (title), propus_prompt_get_title (prompt));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (title)), valid);
}

/* --- the object --- */

static void
propus_prompt_picker_dispose (GObject *object)
{
  PropusPromptPicker *self = PROPUS_PROMPT_PICKER (object);

  g_clear_pointer (&self->words, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_PROMPT_PICKER);

  G_OBJECT_CLASS (propus_prompt_picker_parent_class)->dispose (object);
}

static void
propus_prompt_picker_class_init (PropusPromptPickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_prompt_picker_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-prompt-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusPromptPicker, list);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, manage_cb);
}

static void
propus_prompt_picker_init (PropusPromptPicker *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkFilterListModel *found;

  gtk_widget_init_template (GTK_WIDGET (self));

  self->library = propus_prompt_library_get_default ();
  self->filter = GTK_FILTER (gtk_custom_filter_new (match_cb, self, NULL));
  found = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->library)), self->filter);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (found));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_object_unref (self->selection);
  g_object_unref (factory);
  g_signal_connect_object (self->library, "loaded", G_CALLBACK (loaded_cb), self, G_CONNECT_SWAPPED);
}

/**
 * propus_prompt_picker_attach:
 * @parent: a widget around @text, whose layout manager gives popovers their place
 * @text: where messages are written
 *
 * Makes a picker for @text.
 *
 * Returns: (transfer none): the picker, a child of @parent
 */
PropusPromptPicker *
propus_prompt_picker_attach (GtkWidget   *parent,
                             GtkTextView *text)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  PropusPromptPicker *self;

  g_return_val_if_fail (GTK_IS_WIDGET (parent) && GTK_IS_TEXT_VIEW (text), NULL);

  self = g_object_new (PROPUS_TYPE_PROMPT_PICKER, NULL);
  self->text = text;
  self->buffer = gtk_text_view_get_buffer (text);
  gtk_widget_set_parent (GTK_WIDGET (self), parent);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (text, "preedit-changed", G_CALLBACK (preedit_changed_cb), self, G_CONNECT_SWAPPED);

  /* On the way down: before whatever listens to keys in the text. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, 0);
  gtk_widget_add_controller (parent, keys);
  g_signal_connect_object (focus, "leave", G_CALLBACK (focus_left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (parent, focus);

  return self;
}
