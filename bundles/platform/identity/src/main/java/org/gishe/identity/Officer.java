/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Somebody who runs the platform, deploys to it or audits it.
 *
 * @param name begins with a letter; small Latin letters, digits and {@code . _ @ -}, at most 64
 * @param role what may be done
 * @param ids plug-ins that a deployer may change; empty for every other role, and never empty for a deployer
 */
public record Officer(String name, Role role, Set<String> ids) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._@-]{0,63}");
    private static final Pattern PLUGIN = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    /** @throws IllegalArgumentException with a sentence for whoever appoints */
    public Officer {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a name begins with a letter and has small Latin letters, digits and"
                    + " . _ @ - alone, at most 64");
        }
        ids = Set.copyOf(ids);
        if (role == Role.DEPLOYER && ids.isEmpty()) {
            throw new IllegalArgumentException("a deployer needs the ids of the plug-ins that may be changed");
        }
        if (role != Role.DEPLOYER && !ids.isEmpty()) {
            throw new IllegalArgumentException("only a deployer is given ids of plug-ins");
        }
        for (String id : ids) {
            if (!PLUGIN.matcher(id).matches()) {
                throw new IllegalArgumentException("\"" + id + "\" is no id of a plug-in");
            }
        }
    }

    /** Somebody who may do everything. */
    public static Officer operator(String name) {
        return new Officer(name, Role.OPERATOR, Set.of());
    }

    /** What somebody may do; who decides an action reads it, and denies what it does not know. */
    public enum Role {
        /** Everything. */
        OPERATOR,
        /** Changes the plug-ins that are named, and no other. */
        DEPLOYER,
        /** Reads everything, changes nothing. */
        AUDITOR
    }
}
