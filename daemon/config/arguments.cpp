// SPDX-License-Identifier: MIT
#include "daemon/config/arguments.hpp"

#include <boost/program_options.hpp>
#include <sstream>

namespace msd::config {

namespace po = boost::program_options;

ms::Result<Arguments> parse_arguments(int argc, char** argv) try {
    Arguments arguments;
    bool user = false;
    po::options_description options("Options");
    options.add_options()
        ("user", po::bool_switch(&user), "run for this user alone (the default)")
        ("system", po::bool_switch(&arguments.system), "run for every user of the machine (as root)")
        ("socket", po::value(&arguments.socket)->value_name("PATH"), "listen there instead of the mode's own place")
        ("state", po::value(&arguments.state_dir)->value_name("DIR"), "keep the database, the log and the spool there")
        ("config", po::value(&arguments.config)->value_name("FILE"), "read this msd.conf")
        ("log", po::value(&arguments.log_file)->value_name("FILE"), "log to this file; - for standard error")
        ("log-level", po::value(&arguments.log_level)->value_name("LEVEL"), "error, warning, info or debug")
        ("ready-fd", po::value(&arguments.ready_fd)->value_name("N"), "report on this descriptor when it listens")
        ("help,h", "show this text")
        ("version,V", "show the version");
    std::string command;
    po::options_description all;
    all.add(options).add_options()("command", po::value(&command));
    po::variables_map given;
    po::store(po::command_line_parser(argc, argv).options(all).positional(po::positional_options_description().add("command", 1)).run(), given);
    po::notify(given);
    arguments.doctor = command == "doctor";
    if (!command.empty() && !arguments.doctor)
        return ms::fail(ms::Errc::usage, "there is no command " + command + ": only doctor (msd --help lists the options)");
    if (given.count("help")) {
        std::ostringstream text;
        text << "Usage: msd [OPTIONS...]\n       msd doctor [--system] [--config FILE]\nThe Mini-SLURM daemon: schedules jobs, "
                "runs them, keeps their accounts. doctor tells what is found of this machine and what is wrong.\n" << options;
        arguments.text = text.str();
    } else if (given.count("version")) {
        arguments.text = "slurm 25.11.0\nmini-slurm " MS_VERSION "\n";
    } else if (user && arguments.system) {
        return ms::fail(ms::Errc::usage, "--user and --system exclude each other");
    }
    return arguments;
} catch (const po::error& error) {
    return ms::fail(ms::Errc::usage, std::string(error.what()) + " (msd --help lists the options)");
}

}  // namespace msd::config
