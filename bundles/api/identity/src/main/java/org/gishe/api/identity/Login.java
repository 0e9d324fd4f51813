/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.identity;

import java.util.Objects;
import java.util.Optional;
import org.gishe.api.base.Assurance;
import org.gishe.api.base.Identifier;

/** How a log-in ended. Immutable. Holds personal data: {@code toString} masks it. */
public final class Login {

    private final Optional<Identifier> identifier;
    private final String name;
    private final Assurance assurance;
    private final String reason;

    private Login(Optional<Identifier> identifier, String name, Assurance assurance, String reason) {
        this.identifier = identifier;
        this.name = Objects.requireNonNull(name);
        this.assurance = Objects.requireNonNull(assurance);
        this.reason = Objects.requireNonNull(reason);
    }

    /** Known: this identifier, this full name, at this level. */
    public static Login of(Identifier identifier, String name, Assurance assurance) {
        return new Login(Optional.of(identifier), name, assurance, "");
    }

    /** Not logged in; reason for operators, in English, without personal data. */
    public static Login refused(String reason) {
        return new Login(Optional.empty(), "", Assurance.UNKNOWN, reason);
    }

    /** Empty when refused. */
    public Optional<Identifier> identifier() {
        return identifier;
    }

    public String name() {
        return name;
    }

    public Assurance assurance() {
        return assurance;
    }

    public String reason() {
        return reason;
    }

    @Override
    public String toString() {
        return identifier.isPresent() ? "logged in, " + assurance : "refused: " + reason;
    }
}
