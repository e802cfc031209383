package org.consentgateway.server;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a line with a mistake in it is told: the option nearest to a misspelt one, and the form of a date. */
final class UsageErrors {

    private UsageErrors() {}

    static CommandLine toldBy(CommandLine line) {
        IParameterExceptionHandler usual = line.getParameterExceptionHandler();
        return line.registerConverter(LocalDate.class, read(LocalDate::parse, "is no date such as 2026-11-01"))
                .registerConverter(YearMonth.class, read(YearMonth::parse, "is no month such as 2026-11"))
                .setParameterExceptionHandler(
                        (problem, words) -> usual.handleParseException(misspelt(problem, words), words));
    }

    /** A misspelt option is told as such, and not as the one that is missing for it. */
    private static ParameterException misspelt(ParameterException problem, String[] words) {
        if (!(problem instanceof MissingParameterException)) return problem;
        CommandLine command = problem.getCommandLine();
        List<String> unknown = Stream.of(words)
                .filter(word -> word.startsWith("--"))
                .map(word -> word.replaceFirst("=.*", ""))
                .filter(word -> !command.getCommandSpec().optionsMap().containsKey(word))
                .toList();
        return unknown.isEmpty() ? problem : new UnmatchedArgumentException(command, unknown);
    }

    private static <T> ITypeConverter<T> read(ITypeConverter<T> form, String otherwise) {
        return text -> {
            try {
                return form.convert(text);
            } catch (DateTimeException e) {
                throw new TypeConversionException("`" + text + "` " + otherwise);
            }
        };
    }
}
