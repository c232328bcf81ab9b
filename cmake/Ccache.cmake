# A compiler cache where there is one. Paths below the checkout are hashed relative to it, so that every checkout of
# the same sources shares the objects of the first one.
find_program(MS_CCACHE ccache)
if(MS_CCACHE)
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${MS_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
endif()
