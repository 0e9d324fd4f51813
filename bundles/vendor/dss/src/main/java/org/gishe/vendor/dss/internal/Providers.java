/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import eu.europa.esig.dss.spi.DSSSecurityProvider;
import java.security.Provider;
import java.security.Security;

/**
 * Santuario and the CRL parser ask the JVM for a provider named BC. DSS registers its own once, in static initialisers; whoever
 * takes it out, this component's stop before a new start included, would leave the rest broken.
 */
final class Providers {

    private static final String NAME = "BC";

    private Providers() {}

    /** Sees that there is one; another bundle's will do, for only the JDK's types are used. */
    static void see() {
        if (Security.getProvider(NAME) == null) {
            DSSSecurityProvider.initSystemProviders();
        }
    }

    /** Takes it out of the JVM, if it is this bundle's: else the JVM would hold the bundle's classes for ever. */
    static void remove() {
        Provider provider = Security.getProvider(NAME);
        if (provider != null && provider.getClass().getClassLoader() == Providers.class.getClassLoader()) {
            Security.removeProvider(NAME);
        }
    }
}
