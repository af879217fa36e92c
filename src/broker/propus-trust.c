/* propus-trust.c - whom the system trusts, held in memory once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-trust.h"

/**
 * PropusTrust:
 *
 * The system's own database of authorities, behind a type that glib-networking does not know. It asks a database whether
 * a server's certificate is good, whatever its type; but each of its connections also takes a copy of all authorities out
 * of a database of its own type, which is of no use to a client and costs 4 MB and 20 ms (glib-networking 2.74 with the
 * 144 authorities of Debian 12). All that is asked here is passed on, so what is trusted stays the same. Thread-safe, as
 * the system's is.
 */
struct _PropusTrust
{
  GTlsDatabase  parent_instance;

  GTlsDatabase *system;
};

G_DEFINE_FINAL_TYPE (PropusTrust, propus_trust, G_TYPE_TLS_DATABASE)

static GTlsCertificateFlags
propus_trust_verify_chain (GTlsDatabase             *database,
                           GTlsCertificate          *chain,
                           const char               *purpose,
                           GSocketConnectable       *identity,
                           GTlsInteraction          *interaction,
                           GTlsDatabaseVerifyFlags   flags,
                           GCancellable             *cancellable,
                           GError                  **error)
{
  return g_tls_database_verify_chain (PROPUS_TRUST (database)->system, chain, purpose, identity, interaction, flags,
                                      cancellable, error);
}

static char *
propus_trust_create_certificate_handle (GTlsDatabase    *database,
                                        GTlsCertificate *certificate)
{
  return g_tls_database_create_certificate_handle (PROPUS_TRUST (database)->system, certificate);
}

static GTlsCertificate *
propus_trust_lookup_certificate_for_handle (GTlsDatabase             *database,
                                            const char               *handle,
                                            GTlsInteraction          *interaction,
                                            GTlsDatabaseLookupFlags   flags,
                                            GCancellable             *cancellable,
                                            GError                  **error)
{
  return g_tls_database_lookup_certificate_for_handle (PROPUS_TRUST (database)->system, handle, interaction, flags,
                                                       cancellable, error);
}

static GTlsCertificate *
propus_trust_lookup_certificate_issuer (GTlsDatabase             *database,
                                        GTlsCertificate          *certificate,
                                        GTlsInteraction          *interaction,
                                        GTlsDatabaseLookupFlags   flags,
                                        GCancellable             *cancellable,
                                        GError                  **error)
{
  return g_tls_database_lookup_certificate_issuer (PROPUS_TRUST (database)->system, certificate, interaction, flags,
                                                   cancellable, error);
}

static GList *
propus_trust_lookup_certificates_issued_by (GTlsDatabase             *database,
                                            GByteArray               *issuer,
                                            GTlsInteraction          *interaction,
                                            GTlsDatabaseLookupFlags   flags,
                                            GCancellable             *cancellable,
                                            GError                  **error)
{
  return g_tls_database_lookup_certificates_issued_by (PROPUS_TRUST (database)->system, issuer, interaction, flags,
                                                       cancellable, error);
}

static void
propus_trust_finalize (GObject *object)
{
  g_clear_object (&PROPUS_TRUST (object)->system);

  G_OBJECT_CLASS (propus_trust_parent_class)->finalize (object);
}

static void
propus_trust_class_init (PropusTrustClass *klass)
{
  GTlsDatabaseClass *database_class = G_TLS_DATABASE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = propus_trust_finalize;
  database_class->verify_chain = propus_trust_verify_chain;
  database_class->create_certificate_handle = propus_trust_create_certificate_handle;
  database_class->lookup_certificate_for_handle = propus_trust_lookup_certificate_for_handle;
  database_class->lookup_certificate_issuer = propus_trust_lookup_certificate_issuer;
  database_class->lookup_certificates_issued_by = propus_trust_lookup_certificates_issued_by;
}

static void
propus_trust_init (PropusTrust *self)
{
}

/**
 * propus_trust_set_up:
 *
 * Puts this in the place of the system's database for all connections to come. Reads the authorities, once; where there
 * are none, nothing is changed and no server is trusted.
 */
void
propus_trust_set_up (void)
{
  static gboolean done;
  GTlsBackend *backend = g_tls_backend_get_default ();
  g_autoptr(GTlsDatabase) system = NULL;
  g_autoptr(PropusTrust) self = NULL;

  if (done)
    return;

  done = TRUE;
  system = g_tls_backend_get_default_database (backend);
  if (system == NULL)
    return;

  self = g_object_new (PROPUS_TYPE_TRUST, NULL);
  self->system = g_steal_pointer (&system);
  g_tls_backend_set_default_database (backend, G_TLS_DATABASE (self));
}
