package org.consentgateway.server.adapter.upstream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.JWKGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentgateway.server.adapter.upstream.SigningKeys.Generation;

/** The files of {@link SigningKeys}: {@code client-keys-1.json} is a private JWK Set that only its owner reads. */
final class SigningKeyFiles {

    private static final Pattern NAME = Pattern.compile("client-keys-([1-9][0-9]{0,8})\\.json");
    private static final String MADE = "made";
    private static final String SIGNS = "signs";
    private static final int RSA_BITS = 2048;

    private final Path folder;

    SigningKeyFiles(Path folder) {
        this.folder = folder;
    }

    /** Those that are there, oldest first; what is known already is not read again. */
    List<Generation> read(List<Generation> known) throws IOException {
        Files.createDirectories(folder);
        List<Generation> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "client-keys-*.json")) {
            for (Path file : files) {
                Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
                if (!name.matches()) continue;
                int number = Integer.parseInt(name.group(1));
                Optional<Generation> already =
                        known.stream().filter(one -> one.number() == number).findFirst();
                if (already.isPresent()) found.add(already.get());
                else read(number, file).ifPresent(found::add);
            }
        }
        found.sort(Comparator.comparing(Generation::number));
        return List.copyOf(found);
    }

    private static Optional<Generation> read(int number, Path file) throws IOException {
        try {
            JWKSet keys = JWKSet.parse(Files.readString(file));
            Map<String, Object> told = keys.getAdditionalMembers();
            if (!(told.get(MADE) instanceof String made) || !(told.get(SIGNS) instanceof String signs))
                throw new IOException("`" + file + "` holds no keys of the gateway");
            return Optional.of(new Generation(number, Instant.parse(made), Instant.parse(signs), keys));
        } catch (NoSuchFileException gone) {
            return Optional.empty(); // another gateway has deleted it
        } catch (ParseException | java.time.DateTimeException e) {
            throw new IOException("`" + file + "` holds no keys of the gateway"); // the cause could show some of it
        }
    }

    /** Makes a generation, unless another gateway has just made the one of that number: then theirs counts. */
    void make(int number, Instant made, Instant signs) throws IOException {
        Path fresh = Files.createTempFile(
                folder,
                "client-keys",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            JWKSet keys = new JWKSet(
                    List.of(
                            pair(new RSAKeyGenerator(RSA_BITS), JWSAlgorithm.RS384),
                            pair(new ECKeyGenerator(Curve.P_384), JWSAlgorithm.ES384)),
                    Map.of(MADE, made.toString(), SIGNS, signs.toString()));
            Files.writeString(fresh, keys.toString(false), StandardOpenOption.SYNC);
            Files.createLink(folder.resolve(name(number)), fresh);
        } catch (FileAlreadyExistsException another) {
            return; // theirs is read
        } catch (JOSEException e) {
            throw new IOException("no key can be made", e);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    void delete(Generation generation) throws IOException {
        Files.deleteIfExists(folder.resolve(name(generation.number())));
    }

    /** SMART Backend Services: a key that a client is registered with has a {@code kid}, and says what it is for. */
    private static JWK pair(JWKGenerator<? extends JWK> generator, JWSAlgorithm algorithm) throws JOSEException {
        return generator
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(algorithm)
                .keyIDFromThumbprint(true)
                .generate();
    }

    private static String name(int number) {
        return "client-keys-" + number + ".json";
    }
}
