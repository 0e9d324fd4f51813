/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Somebody who has an account here that is not a citizen's: whoever runs the platform, deploys to it, audits it, and the
 * administrations' own clerks, owners of registers and information systems.
 *
 * @param name begins with a letter; small Latin letters, digits and {@code . _ @ -}, at most 64
 * @param role what may be done
 * @param ids by role: plug-ins that a deployer may change, one at least; the EIK of the one administration of a clerk, an
 *     owner or a system; else empty
 */
public record Officer(String name, Role role, Set<String> ids) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._@-]{0,63}");
    private static final Pattern PLUGIN = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final Pattern EIK = Pattern.compile("[0-9]{9}|[0-9]{13}");

    /** @throws IllegalArgumentException with a sentence for whoever appoints */
    public Officer {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a name begins with a letter and has small Latin letters, digits and"
                    + " . _ @ - alone, at most 64");
        }
        ids = Set.copyOf(ids);
        switch (role.ids) {
            case NONE -> {
                if (!ids.isEmpty()) {
                    throw new IllegalArgumentException("an operator and an auditor are given no ids");
                }
            }
            case PLUGINS -> {
                if (ids.isEmpty()) {
                    throw new IllegalArgumentException("a deployer needs the ids of the plug-ins that may be changed");
                }
                for (String id : ids) {
                    if (!PLUGIN.matcher(id).matches()) {
                        throw new IllegalArgumentException("\"" + id + "\" is no id of a plug-in");
                    }
                }
            }
            case ADMINISTRATION -> {
                if (ids.size() != 1 || !EIK.matcher(ids.iterator().next()).matches()) {
                    throw new IllegalArgumentException("a clerk, an owner of registers and a system belong to one"
                            + " administration: the ids are its EIK of 9 or 13 digits, and nothing else");
                }
            }
        }
    }

    /**
     * EIK of the administration to which a clerk, an owner or a system belongs.
     *
     * @throws IllegalStateException for every other role
     */
    public String administration() {
        if (role.ids != Ids.ADMINISTRATION) {
            throw new IllegalStateException(role + " belongs to no administration");
        }
        return ids.iterator().next();
    }

    /** Somebody who may do everything. */
    public static Officer operator(String name) {
        return new Officer(name, Role.OPERATOR, Set.of());
    }

    /** What somebody may do; who decides an action reads it, and denies what it does not know. */
    public enum Role {
        /** Everything that is the platform's; a register's rights are its owner's. */
        OPERATOR(Ids.NONE),
        /** Changes the plug-ins that are named, and no other. */
        DEPLOYER(Ids.PLUGINS),
        /** Reads everything, changes nothing. */
        AUDITOR(Ids.NONE),
        /** Works for an administration and asks registers for its cases. */
        CLERK(Ids.ADMINISTRATION),
        /** Decides who may ask the registers of an administration. */
        OWNER(Ids.ADMINISTRATION),
        /** The information system of another administration: a program, not a person. */
        SYSTEM(Ids.ADMINISTRATION);

        private final Ids ids;

        Role(Ids ids) {
            this.ids = ids;
        }
    }

    private enum Ids {
        NONE,
        PLUGINS,
        ADMINISTRATION
    }
}
