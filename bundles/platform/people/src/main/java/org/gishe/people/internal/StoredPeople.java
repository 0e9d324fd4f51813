/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.people.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.UUID;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.Party;
import org.gishe.api.base.PersonId;
import org.gishe.keys.Keys;
import org.gishe.people.People;
import org.gishe.store.Store;
import org.gishe.store.StoreException;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** People in the table people_person; the id and the column are bound to each encrypted value. */
@Component(name = "org.gishe.people")
public final class StoredPeople implements People {

    private static final String KEY = "people";
    private static final String INDEX = "people-index";

    private record Row(String id, byte[] identifier, byte[] name) {}

    private final Keys keys;

    @Activate
    public StoredPeople(@Reference Store store, @Reference Keys keys) {
        this.keys = keys;
        store.migrate("people", StoredPeople.class);
    }

    @Override
    public Party meet(Handle unit, Identifier identifier, String name) {
        byte[] index = index(identifier);
        Optional<Row> known = row(unit, index);
        if (known.isEmpty()) {
            String id = UUID.randomUUID().toString();
            int made = unit.execute(
                    "INSERT INTO people_person (id, identifier_index, identifier, name) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT (identifier_index) DO NOTHING",
                    id,
                    index,
                    encrypt(id, "identifier", plain(identifier)),
                    encrypt(id, "name", name));
            if (made == 1) {
                return new Party(new PersonId(id), identifier, name);
            }
            known = row(unit, index); // somebody met them at the same moment
        }
        Row row = known.orElseThrow();
        if (!decrypt(row.id(), "name", row.name()).equals(name)) {
            unit.execute("UPDATE people_person SET name = ? WHERE id = ?", encrypt(row.id(), "name", name), row.id());
        }
        return new Party(new PersonId(row.id()), identifier, name);
    }

    @Override
    public PersonId know(Handle unit, Identifier identifier) {
        Optional<PersonId> known = find(unit, identifier);
        return known.isPresent() ? known.get() : meet(unit, identifier, "").id();
    }

    @Override
    public Optional<PersonId> find(Handle unit, Identifier identifier) {
        return row(unit, index(identifier)).map(row -> new PersonId(row.id()));
    }

    @Override
    public Optional<Party> party(Handle unit, PersonId id) {
        return unit.select("SELECT id, identifier, name FROM people_person WHERE id = ?", id.value())
                .map((row, context) -> new Row(row.getString(1), row.getBytes(2), row.getBytes(3)))
                .findOne()
                .map(row -> new Party(
                        id,
                        identifier(decrypt(row.id(), "identifier", row.identifier())),
                        decrypt(row.id(), "name", row.name())));
    }

    private Optional<Row> row(Handle unit, byte[] index) {
        return unit.select("SELECT id, identifier, name FROM people_person WHERE identifier_index = ?", (Object) index)
                .map((row, context) -> new Row(row.getString(1), row.getBytes(2), row.getBytes(3)))
                .findOne();
    }

    private byte[] index(Identifier identifier) {
        return keys.blindIndex(INDEX, plain(identifier).getBytes(StandardCharsets.UTF_8));
    }

    private static String plain(Identifier identifier) {
        return identifier.scheme().name() + ":" + identifier.value();
    }

    private static Identifier identifier(String plain) {
        int colon = plain.indexOf(':');
        return new Identifier(Identifier.Scheme.valueOf(plain.substring(0, colon)), plain.substring(colon + 1));
    }

    private byte[] encrypt(String id, String column, String value) {
        return keys.encrypt(KEY, value.getBytes(StandardCharsets.UTF_8), context(id, column));
    }

    private String decrypt(String id, String column, byte[] value) {
        try {
            return new String(keys.decrypt(KEY, value, context(id, column)), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new StoreException("the " + column + " of " + id + " cannot be decrypted", e);
        }
    }

    private static byte[] context(String id, String column) {
        return (column + ":" + id).getBytes(StandardCharsets.UTF_8);
    }
}
