/* propus-settings-panel.c - the settings of a chat, beside it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-settings-panel-private.h"

#include "propus-setting-row.h"
#include "propus-setting-text-row.h"

#include <glib/gi18n.h>

enum { PROP_0, PROP_FOLDED, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_CLOSE, SIGNAL_REPLACED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusSettingsPanel, propus_settings_panel, GTK_TYPE_BOX)

/* --- what is shown --- */

static void
update_rows (PropusSettingsPanel *self)
{
  g_autofree char *model = NULL;
  PropusModelInfo *info;

  if (self->conversation == NULL)
    return;

  model = propus_session_dup_chat_model (self->session, self->conversation);
  info = propus_session_find_model (self->session, model);
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);

      if (PROPUS_IS_SETTING_ROW (row))
        propus_setting_row_update (PROPUS_SETTING_ROW (row), self->settings, model, info);
      else
        propus_setting_text_row_update (PROPUS_SETTING_TEXT_ROW (row), self->settings, model, info);
    }
}

static void
settings_changed_cb (PropusSettingsPanel *self)
{
  g_assert (PROPUS_IS_SETTINGS_PANEL (self));

  self->applying = TRUE;
  propus_session_set_settings (self->session, self->conversation, self->settings);
  self->applying = FALSE;
  update_rows (self);
}

static void
set_settings (PropusSettingsPanel    *self,
              PropusGenerateSettings *settings)
{
  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_func (self->settings, settings_changed_cb, self);
  g_set_object (&self->settings, settings);
  if (settings != NULL)
    g_signal_connect_object (settings, "changed", G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
read_settings (PropusSettingsPanel *self)
{
  g_autoptr(PropusGenerateSettings) settings = propus_session_dup_settings (self->session, self->conversation);

  set_settings (self, settings);
  update_rows (self);
}

/* Another window, or the settings of new chats that have just been read. */
static void
conversation_settings_cb (PropusSettingsPanel *self)
{
  g_autofree char *json = NULL;

  g_assert (PROPUS_IS_SETTINGS_PANEL (self));

  if (self->applying)
    return;

  json = propus_generate_settings_dup_json (self->settings);
  if (g_strcmp0 (json, propus_conversation_get_settings (self->conversation)) != 0)
    read_settings (self);
}

/**
 * propus_settings_panel_set_conversation:
 * @self: a panel
 * @conversation: the chat whose settings it shows
 */
void
propus_settings_panel_set_conversation (PropusSettingsPanel *self,
                                        PropusConversation  *conversation)
{
  g_return_if_fail (PROPUS_IS_SETTINGS_PANEL (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));

  if (self->conversation == conversation)
    return;

  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_data (self->conversation, self);
  g_set_object (&self->conversation, conversation);
  g_signal_connect_object (conversation, "notify::settings", G_CALLBACK (conversation_settings_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (conversation, "notify::model", G_CALLBACK (update_rows), self, G_CONNECT_SWAPPED);
  read_settings (self);
}

/**
 * propus_settings_panel_focus:
 * @self: a panel
 *
 * Puts the keyboard's focus on its first row.
 */
void
propus_settings_panel_focus (PropusSettingsPanel *self)
{
  g_return_if_fail (PROPUS_IS_SETTINGS_PANEL (self));

  gtk_widget_child_focus (self->scroller, GTK_DIR_TAB_FORWARD);
}

/* --- replacing all --- */

void
_propus_settings_panel_clear_undo (PropusSettingsPanel *self)
{
  g_clear_object (&self->undo.conversation);
  g_clear_pointer (&self->undo.settings, g_free);
  g_clear_pointer (&self->undo.preset, g_free);
}

void
_propus_settings_panel_emit_replaced (PropusSettingsPanel *self,
                                      const char          *sentence)
{
  g_signal_emit (self, signals[SIGNAL_REPLACED], 0, sentence);
}

static void
take (PropusSettingsPanel *self,
      const char          *json)
{
  g_autoptr(PropusGenerateSettings) settings = propus_generate_settings_new_parse (json);

  set_settings (self, settings);
  settings_changed_cb (self);
}

/* The chat has @json (NULL: nothing) from now on. What it had comes back with "Undo": there may be long words in it. */
void
_propus_settings_panel_replace (PropusSettingsPanel *self,
                                const char          *json,
                                const char          *sentence)
{
  g_return_if_fail (PROPUS_IS_SETTINGS_PANEL (self));

  _propus_settings_panel_clear_undo (self);
  self->undo.conversation = g_object_ref (self->conversation);
  self->undo.settings = propus_generate_settings_dup_json (self->settings);
  take (self, json);
  if (self->undo.settings != NULL)
    _propus_settings_panel_emit_replaced (self, sentence);
}

/**
 * propus_settings_panel_undo:
 * @self: a panel
 *
 * Brings back what the last "replaced" told of.
 */
void
propus_settings_panel_undo (PropusSettingsPanel *self)
{
  g_return_if_fail (PROPUS_IS_SETTINGS_PANEL (self));

  if (self->undo.preset != NULL)
    propus_presets_set (propus_session_get_presets (self->session), self->undo.preset, self->undo.settings);
  else if (self->undo.conversation != NULL && self->undo.conversation == self->conversation)
    take (self, self->undo.settings);
  else if (self->undo.conversation != NULL)
    {
      g_autoptr(PropusGenerateSettings) settings = propus_generate_settings_new_parse (self->undo.settings);

      propus_session_set_settings (self->session, self->undo.conversation, settings);
    }
  _propus_settings_panel_clear_undo (self);
}

/* --- what it is made of --- */

static GtkWidget *
add_row (PropusSettingsPanel *self,
         PropusSetting        setting,
         const char          *title,
         const char          *hint)
{
  PropusSettingKind kind = propus_setting_get_kind (setting);
  gboolean written = kind == PROPUS_SETTING_TEXT || kind == PROPUS_SETTING_TEXTS;
  GtkWidget *row = written ? propus_setting_text_row_new (setting, title, hint) : propus_setting_row_new (setting, title, hint);

  g_ptr_array_add (self->rows, row);
  return row;
}

static void
add_thinking (PropusSettingsPanel *self,
              GtkBox              *box)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, _("Thinking"));
  adw_preferences_group_add (group, add_row (self, PROPUS_SETTING_THINKING_LEVEL, _("Level"),
                                             _("How long the model thinks before it answers")));
  adw_preferences_group_add (group, add_row (self, PROPUS_SETTING_THINKING_BUDGET, _("Budget"),
                                             _("The most tokens it thinks with")));
  gtk_box_append (box, GTK_WIDGET (group));
}

static void
add_tools (PropusSettingsPanel *self,
           GtkBox              *box)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, _("Tools"));
  adw_preferences_group_add (group, add_row (self, PROPUS_SETTING_GOOGLE_SEARCH, _("Google Search"),
                                             _("Looks things up on the web and names its sources")));
  adw_preferences_group_add (group, add_row (self, PROPUS_SETTING_URL_CONTEXT, _("Web Pages"),
                                             _("Reads the pages whose addresses you write")));
  adw_preferences_group_add (group, add_row (self, PROPUS_SETTING_CODE_EXECUTION, _("Code Execution"),
                                             _("Writes Python and runs it at Google, to calculate for example")));
  adw_preferences_group_add (group, add_row (self, PROPUS_SETTING_GOOGLE_MAPS, _("Google Maps"),
                                             _("Finds places and what people say about them")));
  gtk_box_append (box, GTK_WIDGET (group));
}

static AdwExpanderRow *
add_expander (AdwPreferencesGroup *group,
              const char          *title,
              const char          *subtitle)
{
  GtkWidget *row = g_object_new (ADW_TYPE_EXPANDER_ROW, "title", title, "subtitle", subtitle, NULL);

  adw_preferences_group_add (group, row);
  return ADW_EXPANDER_ROW (row);
}

/* What is written in lines has a row around it that is no target of its own. */
static void
add_written (AdwExpanderRow *expander,
             GtkWidget      *written)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), written);
  adw_expander_row_add_row (expander, row);
}

static void
add_sampling (PropusSettingsPanel *self,
              AdwPreferencesGroup *group)
{
  AdwExpanderRow *expander = add_expander (group, _("Sampling"), _("Not advised for Gemini 3 and later"));

  adw_expander_row_add_row (expander, add_row (self, PROPUS_SETTING_TEMPERATURE, _("Temperature"), _("How freely words are chosen")));
  adw_expander_row_add_row (expander, add_row (self, PROPUS_SETTING_TOP_P, _("Top P"), _("From which share of likely words")));
  adw_expander_row_add_row (expander, add_row (self, PROPUS_SETTING_TOP_K, _("Top K"), _("From how many likely words")));
  adw_expander_row_add_row (expander, add_row (self, PROPUS_SETTING_SEED, _("Seed"), _("The same number gives similar answers")));
}

static void
add_length (PropusSettingsPanel *self,
            AdwPreferencesGroup *group)
{
  AdwExpanderRow *expander = add_expander (group, _("Length"), _("Where an answer ends"));

  adw_expander_row_add_row (expander, add_row (self, PROPUS_SETTING_MAX_OUTPUT_TOKENS, _("Most Tokens"),
                                               _("Thoughts count, too")));
  add_written (expander, add_row (self, PROPUS_SETTING_STOP_SEQUENCES, _("Stop Sequences"),
                                  _("The answer ends before any of these: up to five, one a line")));
}

static void
add_safety (PropusSettingsPanel *self,
            AdwPreferencesGroup *group)
{
  AdwExpanderRow *expander = add_expander (group, _("Safety"), _("What Google blocks"));

  adw_expander_row_add_row (expander, add_row (self, PROPUS_SETTING_HARASSMENT, _("Harassment"), NULL));
  adw_expander_row_add_row (expander, add_row (self, PROPUS_SETTING_HATE_SPEECH, _("Hate Speech"), NULL));
  adw_expander_row_add_row (expander, add_row (self, PROPUS_SETTING_SEXUALLY_EXPLICIT, _("Sexual Content"), NULL));
  adw_expander_row_add_row (expander, add_row (self, PROPUS_SETTING_DANGEROUS_CONTENT, _("Dangerous Content"), NULL));
}

static void
add_format (PropusSettingsPanel *self,
            AdwPreferencesGroup *group)
{
  AdwExpanderRow *expander = add_expander (group, _("Answer Format"), _("Text, or JSON for programs"));

  adw_expander_row_add_row (expander, add_row (self, PROPUS_SETTING_JSON, _("Answer in JSON"), NULL));
  add_written (expander, add_row (self, PROPUS_SETTING_JSON_SCHEMA, _("JSON Schema"),
                                  _("What the answer looks like. Ctrl+Tab leaves the editor.")));
}

static void
add_more (PropusSettingsPanel *self,
          GtkBox              *box)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, _("More"));
  add_sampling (self, group);
  add_length (self, group);
  add_safety (self, group);
  add_format (self, group);
  adw_preferences_group_add (group, add_row (self, PROPUS_SETTING_MEDIA_RESOLUTION, _("Media Resolution"),
                                             _("How closely pictures and videos are looked at")));
  gtk_box_append (box, GTK_WIDGET (group));
}

static void
close_cb (PropusSettingsPanel *self)
{
  g_assert (PROPUS_IS_SETTINGS_PANEL (self));

  g_signal_emit (self, signals[SIGNAL_CLOSE], 0);
}

static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *arguments,
           gpointer   user_data)
{
  PropusSettingsPanel *self = PROPUS_SETTINGS_PANEL (widget);

  if (!self->folded)
    return FALSE;

  close_cb (self);
  return TRUE;
}

static void
make_menu_cb (GtkMenuButton *button,
              gpointer       user_data)
{
  _propus_settings_panel_make_menu (PROPUS_SETTINGS_PANEL (user_data));
}

static void
make_header (PropusSettingsPanel *self)
{
  GtkWidget *header = adw_header_bar_new ();

  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), adw_window_title_new (_("Chat Settings"), ""));
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  gtk_widget_add_css_class (header, "flat");

  self->close = gtk_button_new_from_icon_name ("go-next-symbolic");
  gtk_widget_set_tooltip_text (self->close, _("Close Chat Settings"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->close), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Close Chat Settings"), -1);
  gtk_widget_set_visible (self->close, FALSE);
  g_signal_connect_object (self->close, "clicked", G_CALLBACK (close_cb), self, G_CONNECT_SWAPPED);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->close);

  self->menu_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu_button), "view-more-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), make_menu_cb, self, NULL);
  gtk_widget_set_tooltip_text (self->menu_button, _("Presets"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Presets"), -1);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->menu_button);

  gtk_box_append (GTK_BOX (self), header);
}

static void
make_body (PropusSettingsPanel *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_box_append (GTK_BOX (box), add_row (self, PROPUS_SETTING_SYSTEM_INSTRUCTION, _("System Instruction"),
                                          _("How the model shall answer in this chat")));
  add_thinking (self, GTK_BOX (box));
  add_tools (self, GTK_BOX (box));
  add_more (self, GTK_BOX (box));

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), box);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_box_append (GTK_BOX (self), self->scroller);
}

static void
propus_settings_panel_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  if (prop_id == PROP_FOLDED)
    g_value_set_boolean (value, PROPUS_SETTINGS_PANEL (object)->folded);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
propus_settings_panel_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  PropusSettingsPanel *self = PROPUS_SETTINGS_PANEL (object);

  if (prop_id != PROP_FOLDED)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }

  self->folded = g_value_get_boolean (value);
  gtk_widget_set_visible (self->close, self->folded);
}

static void
propus_settings_panel_dispose (GObject *object)
{
  PropusSettingsPanel *self = PROPUS_SETTINGS_PANEL (object);

  _propus_settings_panel_clear_undo (self);
  set_settings (self, NULL);
  g_ptr_array_set_size (self->rows, 0);
  g_clear_object (&self->conversation);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (propus_settings_panel_parent_class)->dispose (object);
}

static void
propus_settings_panel_finalize (GObject *object)
{
  g_ptr_array_unref (PROPUS_SETTINGS_PANEL (object)->rows);

  G_OBJECT_CLASS (propus_settings_panel_parent_class)->finalize (object);
}

static void
propus_settings_panel_class_init (PropusSettingsPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = propus_settings_panel_get_property;
  object_class->set_property = propus_settings_panel_set_property;
  object_class->dispose = propus_settings_panel_dispose;
  object_class->finalize = propus_settings_panel_finalize;

  properties[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CLOSE] = g_signal_new ("close", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                        0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REPLACED] = g_signal_new ("replaced", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  _propus_settings_panel_class_install_actions (widget_class);
}

static void
propus_settings_panel_init (PropusSettingsPanel *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "settings-pane");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Chat Settings"), -1);
  self->rows = g_ptr_array_new ();
  make_header (self);
  make_body (self);
}

/**
 * propus_settings_panel_new:
 * @session: (transfer none): whose chats it shows the settings of
 *
 * Returns: (transfer full): a panel without a chat
 */
GtkWidget *
propus_settings_panel_new (PropusSession *session)
{
  PropusSettingsPanel *self;
  GSettings *settings;

  g_return_val_if_fail (PROPUS_IS_SESSION (session), NULL);

  self = g_object_new (PROPUS_TYPE_SETTINGS_PANEL, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "models-changed", G_CALLBACK (update_rows), self, G_CONNECT_SWAPPED);
  settings = propus_session_get_settings (session);
  if (settings != NULL)
    g_signal_connect_object (settings, "changed::default-model", G_CALLBACK (update_rows), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
