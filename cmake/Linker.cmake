# The fastest linker that is there, but for what is installed: forty programs and tests are linked again after each change
# of libms, which with the default one takes longer than the compilation.
if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
  find_program(MS_LLD ld.lld)
  find_program(MS_GOLD ld.gold)
  if(MS_LLD)
    add_link_options(-fuse-ld=lld)
  elseif(MS_GOLD)
    add_link_options(-fuse-ld=gold)
  endif()
endif()
